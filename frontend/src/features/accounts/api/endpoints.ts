import { accountsEndpoints } from './generated';

export const { useDeleteAccountMutation } = accountsEndpoints;
