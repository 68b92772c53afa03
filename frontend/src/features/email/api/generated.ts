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
    undoEmailChange: build.mutation<
      UndoEmailChangeApiResponse,
      UndoEmailChangeApiArg
    >({
      query: (queryArg) => ({
        url: `/api/v1/auth/email/change/undo`,
        method: "POST",
        body: queryArg.body,
      }),
    }),
  }),
  overrideExisting: false,
});
export { injectedRtkApi as emailEndpoints };
export type VerifyEmailApiResponse = /** status 200 OK */ PasswordNeeded;
export type VerifyEmailApiArg = {
  body: VerifyEmailRequest;
};
export type ChangeEmailApiResponse = /** status 202 OK */ Accepted;
export type ChangeEmailApiArg = {
  body: EmailRequest;
};
export type ConfirmEmailChangeApiResponse = unknown;
export type ConfirmEmailChangeApiArg = {
  body: TokenRequest;
};
export type UndoEmailChangeApiResponse = /** status 200 OK */ PasswordNeeded;
export type UndoEmailChangeApiArg = {
  body: TokenRequest;
};
export type PasswordNeeded = {
  status: string;
  reset_token: string;
};
export type VerifyEmailRequest = {
  token?: string;
  email?: string;
  code?: string;
};
export type Accepted = {
  status: string;
};
export type EmailRequest = {
  email: string;
};
export type TokenRequest = {
  token: string;
};
export const {
  useVerifyEmailMutation,
  useChangeEmailMutation,
  useConfirmEmailChangeMutation,
  useUndoEmailChangeMutation,
} = injectedRtkApi;
