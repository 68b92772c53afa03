// Generated from openapi.json by `npm run generate`. Do not edit.
import { api } from "@/lib/api/api";
const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
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
    verifyEmail: build.mutation<VerifyEmailApiResponse, VerifyEmailApiArg>({
      query: (queryArg) => ({
        url: `/api/v1/auth/email/verify`,
        method: "POST",
        body: queryArg.body,
      }),
    }),
  }),
  overrideExisting: false,
});
export { injectedRtkApi as emailEndpoints };
export type ChangeEmailApiResponse =
  /** status 202 Accepted */ ChangeEmailAnswer;
export type ChangeEmailApiArg = {
  body: ChangeEmailRequest;
};
export type ConfirmEmailChangeApiResponse = unknown;
export type ConfirmEmailChangeApiArg = {
  body: ConfirmEmailChangeRequest;
};
export type UndoEmailChangeApiResponse =
  /** status 200 Success */ EmailChangeUndone;
export type UndoEmailChangeApiArg = {
  body: UndoEmailChangeRequest;
};
export type VerifyEmailApiResponse =
  /** status 200 Success */ PasswordNeeded | /** status 204 No content */ null;
export type VerifyEmailApiArg = {
  body: VerifyEmailRequest;
};
export type ChangeEmailAnswer = {
  status: "confirmation_required";
};
export type ChangeEmailRequest = {
  email: string;
};
export type ConfirmEmailChangeRequest = {
  token?: string | null;
  email?: string | null;
  code?: string | null;
};
export type EmailChangeUndone = {
  status: "password_needed";
  reset_token: string;
};
export type UndoEmailChangeRequest = {
  token?: string | null;
  email?: string | null;
  code?: string | null;
};
export type PasswordNeeded = {
  status: "password_needed";
  reset_token: string;
};
export type VerifyEmailRequest = {
  token?: string | null;
  email?: string | null;
  code?: string | null;
};
export const {
  useChangeEmailMutation,
  useConfirmEmailChangeMutation,
  useUndoEmailChangeMutation,
  useVerifyEmailMutation,
} = injectedRtkApi;
