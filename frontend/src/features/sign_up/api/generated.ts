// Generated from openapi.json by `npm run generate`. Do not edit.
import { api } from "@/lib/api/api";
const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    resendVerification: build.mutation<
      ResendVerificationApiResponse,
      ResendVerificationApiArg
    >({
      query: (queryArg) => ({
        url: `/api/v1/auth/email/verify/resend`,
        method: "POST",
        body: queryArg.body,
      }),
    }),
    signUp: build.mutation<SignUpApiResponse, SignUpApiArg>({
      query: (queryArg) => ({
        url: `/api/v1/auth/register`,
        method: "POST",
        body: queryArg.body,
      }),
    }),
  }),
  overrideExisting: false,
});
export { injectedRtkApi as signUpEndpoints };
export type ResendVerificationApiResponse =
  /** status 202 Accepted */ ResendVerificationAnswer;
export type ResendVerificationApiArg = {
  body: ResendVerificationRequest;
};
export type SignUpApiResponse =
  | /** status 201 Created */ SessionAnswer
  | /** status 202 Accepted */ VerificationRequired;
export type SignUpApiArg = {
  body: SignUpRequest;
};
export type ResendVerificationAnswer = {
  status: "accepted";
};
export type ResendVerificationRequest = {
  email: string;
};
export type User = {
  id: string;
  email: string;
  name: string;
  email_verified: boolean;
  roles: string[];
  created_at: string;
};
export type SignedInSession = {
  id: string;
  created_at: string;
  expires_at: string;
};
export type SessionAnswer = {
  status: "ok";
  access_token: string;
  token_type: "Bearer";
  expires_in: number;
  csrf_token: string;
  user: User;
  session: SignedInSession;
};
export type VerificationRequired = {
  status: "verification_required";
};
export type SignUpRequest = {
  email: string;
  password: string;
  name: string;
};
export const { useResendVerificationMutation, useSignUpMutation } =
  injectedRtkApi;
