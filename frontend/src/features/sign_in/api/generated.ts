// Generated from openapi.json by `npm run generate`. Do not edit.
import { api } from "@/lib/api/api";
const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    signIn: build.mutation<SignInApiResponse, SignInApiArg>({
      query: (queryArg) => ({
        url: `/api/v1/auth/login`,
        method: "POST",
        body: queryArg.body,
      }),
    }),
    reauthenticate: build.mutation<
      ReauthenticateApiResponse,
      ReauthenticateApiArg
    >({
      query: (queryArg) => ({
        url: `/api/v1/auth/reauthenticate`,
        method: "POST",
        body: queryArg.body,
      }),
    }),
    getSession: build.query<GetSessionApiResponse, GetSessionApiArg>({
      query: () => ({ url: `/api/v1/auth/session` }),
    }),
  }),
  overrideExisting: false,
});
export { injectedRtkApi as signInEndpoints };
export type SignInApiResponse = /** status 200 Success */ SessionAnswer;
export type SignInApiArg = {
  body: SignInRequest;
};
export type ReauthenticateApiResponse = unknown;
export type ReauthenticateApiArg = {
  body: ReauthenticateRequest;
};
export type GetSessionApiResponse =
  /** status 200 Success */ CurrentSessionAnswer;
export type GetSessionApiArg = void;
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
export type SignInRequest = {
  email: string;
  password: string;
};
export type ReauthenticateRequest = {
  password: string;
};
export type CurrentSessionAnswer = {
  user: User;
  session: SignedInSession;
};
export const {
  useSignInMutation,
  useReauthenticateMutation,
  useGetSessionQuery,
} = injectedRtkApi;
