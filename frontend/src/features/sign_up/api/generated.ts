// Generated from openapi.json by `npm run generate`. Do not edit.
import { api } from "@/lib/api/api";
const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    signUp: build.mutation<SignUpApiResponse, SignUpApiArg>({
      query: (queryArg) => ({
        url: `/api/v1/auth/register`,
        method: "POST",
        body: queryArg.body,
      }),
    }),
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
  }),
  overrideExisting: false,
});
export { injectedRtkApi as signUpEndpoints };
export type SignUpApiResponse =
  | /** status 201 OK */ SessionAnswer
  | /** status 202 OK */ VerificationRequired;
export type SignUpApiArg = {
  body: SignUpRequest;
};
export type ResendVerificationApiResponse = /** status 202 OK */ Accepted;
export type ResendVerificationApiArg = {
  body: EmailRequest;
};
export type User = {
  id: string;
  email: string;
  name: string;
  email_verified: boolean;
  roles: string[];
  created_at: string;
};
export type CurrentSession = {
  id: string;
  created_at: string;
  expires_at: string;
};
export type SessionAnswer = {
  status: "ok";
  access_token: string;
  token_type: string;
  expires_in: number;
  csrf_token: string;
  user: User;
  session: CurrentSession;
};
export type VerificationRequired = {
  status: "verification_required";
};
export type SignUpRequest = {
  email: string;
  password: string;
  name: string;
};
export type Accepted = {
  status: string;
};
export type EmailRequest = {
  email: string;
};
export const { useSignUpMutation, useResendVerificationMutation } =
  injectedRtkApi;
