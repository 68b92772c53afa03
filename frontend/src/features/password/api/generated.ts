// Generated from openapi.json by `npm run generate`. Do not edit.
import { api } from "@/lib/api/api";
const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    getPasswordPolicy: build.query<
      GetPasswordPolicyApiResponse,
      GetPasswordPolicyApiArg
    >({
      query: () => ({ url: `/api/v1/auth/password/policy` }),
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
  }),
  overrideExisting: false,
});
export { injectedRtkApi as passwordEndpoints };
export type GetPasswordPolicyApiResponse = /** status 200 OK */ PasswordPolicy;
export type GetPasswordPolicyApiArg = void;
export type ForgotPasswordApiResponse = /** status 202 OK */ Accepted;
export type ForgotPasswordApiArg = {
  body: EmailRequest;
};
export type ResetPasswordApiResponse = unknown;
export type ResetPasswordApiArg = {
  body: PasswordResetRequest;
};
export type ChangePasswordApiResponse = unknown;
export type ChangePasswordApiArg = {
  body: PasswordChangeRequest;
};
export type PasswordPolicy = {
  min_length: number;
  max_length: number;
  min_score: number;
};
export type Accepted = {
  status: string;
};
export type EmailRequest = {
  email: string;
};
export type PasswordResetRequest = {
  token?: string;
  email?: string;
  code?: string;
  password: string;
};
export type PasswordChangeRequest = {
  current_password: string;
  new_password: string;
};
export const {
  useGetPasswordPolicyQuery,
  useForgotPasswordMutation,
  useResetPasswordMutation,
  useChangePasswordMutation,
} = injectedRtkApi;
