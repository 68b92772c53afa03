import { session } from '@/lib/auth/session';
import { type GetSessionApiResponse, type SignInApiResponse, signInEndpoints } from './generated';

/** The access token goes to the session and nowhere else: the store keeps none of the answer. */
export const endpoints = signInEndpoints.enhanceEndpoints({
  endpoints: {
    signIn: {
      transformResponse: (answer: SignInApiResponse) => {
        session.adopt(answer);
        return null as never;
      },
    },
    getSession: { providesTags: ['Session'] },
  },
});

export const { useSignInMutation, useReauthenticateMutation, useGetSessionQuery } = endpoints;

export type SignedInUser = GetSessionApiResponse['user'];
