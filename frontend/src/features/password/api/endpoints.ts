import { passwordEndpoints } from './generated';

export const endpoints = passwordEndpoints.enhanceEndpoints({
  endpoints: {
    getPasswordPolicy: { keepUnusedDataFor: 3600 },
    changePassword: {
      invalidatesTags: (_result, error) => (error ? [] : ['Session', 'SecurityLog']),
    },
  },
});

export const {
  useGetPasswordPolicyQuery,
  useForgotPasswordMutation,
  useResetPasswordMutation,
  useChangePasswordMutation,
} = endpoints;
