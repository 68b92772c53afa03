// Generated from openapi.json by `npm run generate`. Do not edit.
import { api } from "@/lib/api/api";
const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    changePassword: build.mutation<
      ChangePasswordApiResponse,
      ChangePasswordApiArg
    >({
      query: (queryArg) => ({
        url: `/api/v1/auth/password/change`,
        method: "POST",
        body: queryArg.body,
      }),
    }),
    forgotPassword: build.mutation<
      ForgotPasswordApiResponse,
      ForgotPasswordApiArg
    >({
      query: (queryArg) => ({
        url: `/api/v1/auth/password/forgot`,
        method: "POST",
        body: queryArg.body,
      }),
    }),
    getPasswordPolicy: build.query<
      GetPasswordPolicyApiResponse,
      GetPasswordPolicyApiArg
    >({
      query: () => ({ url: `/api/v1/auth/password/policy` }),
    }),
    resetPassword: build.mutation<
      ResetPasswordApiResponse,
      ResetPasswordApiArg
    >({
      query: (queryArg) => ({
        url: `/api/v1/auth/password/reset`,
        method: "POST",
        body: queryArg.body,
      }),
    }),
  }),
  overrideExisting: false,
});
export { injectedRtkApi as passwordEndpoints };
export type ChangePasswordApiResponse = unknown;
export type ChangePasswordApiArg = {
  body: ChangePasswordRequest;
};
export type ForgotPasswordApiResponse =
  /** status 202 Accepted */ ForgotPasswordAnswer;
export type ForgotPasswordApiArg = {
  body: ForgotPasswordRequest;
};
export type GetPasswordPolicyApiResponse =
  /** status 200 Success */ PasswordPolicy;
export type GetPasswordPolicyApiArg = void;
export type ResetPasswordApiResponse = unknown;
export type ResetPasswordApiArg = {
  body: ResetPasswordRequest;
};
export type ChangePasswordRequest = {
  current_password: string;
  new_password: string;
};
export type ForgotPasswordAnswer = {
  status: "accepted";
};
export type ForgotPasswordRequest = {
  email: string;
};
export type PasswordPolicy = {
  min_length: number;
  max_length: number;
  min_score: number;
};
export type ResetPasswordRequest = {
  token?: string | null;
  email?: string | null;
  code?: string | null;
  password: string;
};
export const {
  useChangePasswordMutation,
  useForgotPasswordMutation,
  useGetPasswordPolicyQuery,
  useResetPasswordMutation,
} = injectedRtkApi;
