import { session } from '@/lib/auth/session';
import { type SignUpApiResponse, signUpEndpoints } from './generated';

export const endpoints = signUpEndpoints.enhanceEndpoints({
  endpoints: {
    signUp: {
      /** Either signed in at once (the tokens go to the session), or a mail is on its way. */
      transformResponse: (answer: SignUpApiResponse) => {
        if (answer.status === 'ok') session.adopt(answer);
        return { status: answer.status } as SignUpApiResponse;
      },
    },
  },
});

export const { useSignUpMutation, useResendVerificationMutation } = endpoints;
