// Generated from openapi.json by `npm run generate`. Do not edit.
import { api } from "@/lib/api/api";
const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    verifyEmail: build.mutation<VerifyEmailApiResponse, VerifyEmailApiArg>({
      query: (queryArg) => ({
        url: `/api/v1/auth/email/verify`,
        method: "POST",
        body: queryArg.body,
      }),
    }),
    changeEmail: build.mutation<ChangeEmailApiResponse, ChangeEmailApiArg>({
      query: (queryArg) => ({
        url: `/api/v1/auth/email/change`,
        method: "POST",
        body: queryArg.body,
      }),
    }),
    confirmEmailChange: build.mutation<
      ConfirmEmailChangeApiResponse,
      ConfirmEmailChangeApiArg
    >({
      query: (queryArg) => ({
        url: `/api/v1/auth/email/change/confirm`,
        method: "POST",
        body: queryArg.body,
      }),
    }),
  }),
  overrideExisting: false,
});
export { injectedRtkApi as emailEndpoints };
export type VerifyEmailApiResponse = unknown;
export type VerifyEmailApiArg = {
  body: TokenRequest;
};
export type ChangeEmailApiResponse = unknown;
export type ChangeEmailApiArg = {
  body: EmailRequest;
};
export type ConfirmEmailChangeApiResponse = unknown;
export type ConfirmEmailChangeApiArg = {
  body: TokenRequest;
};
export type TokenRequest = {
  token: string;
};
export type EmailRequest = {
  email: string;
};
export const {
  useVerifyEmailMutation,
  useChangeEmailMutation,
  useConfirmEmailChangeMutation,
} = injectedRtkApi;
