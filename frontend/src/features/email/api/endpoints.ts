import { emailEndpoints } from './generated';

export const endpoints = emailEndpoints.enhanceEndpoints({
  endpoints: {
    verifyEmail: { invalidatesTags: (_result, error) => (error ? [] : ['Session']) },
    confirmEmailChange: { invalidatesTags: (_result, error) => (error ? [] : ['Session']) },
  },
});

export const {
  useVerifyEmailMutation,
  useChangeEmailMutation,
  useConfirmEmailChangeMutation,
  useUndoEmailChangeMutation,
} = endpoints;
