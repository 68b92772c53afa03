// Generated from openapi.json by `npm run generate`. Do not edit.
import { api } from "@/lib/api/api";
const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    deleteAccount: build.mutation<
      DeleteAccountApiResponse,
      DeleteAccountApiArg
    >({
      query: () => ({ url: `/api/v1/auth/account`, method: "DELETE" }),
    }),
  }),
  overrideExisting: false,
});
export { injectedRtkApi as accountsEndpoints };
export type DeleteAccountApiResponse =
  /** status 202 Accepted */ DeletionAccepted;
export type DeleteAccountApiArg = void;
export type DeletionAccepted = {
  status: "deletion_accepted";
};
export const { useDeleteAccountMutation } = injectedRtkApi;
