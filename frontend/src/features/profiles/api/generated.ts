// Generated from openapi.json by `npm run generate`. Do not edit.
import { api } from "@/lib/api/api";
const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    getProfile: build.query<GetProfileApiResponse, GetProfileApiArg>({
      query: () => ({ url: `/api/v1/users/me` }),
    }),
    updateProfile: build.mutation<
      UpdateProfileApiResponse,
      UpdateProfileApiArg
    >({
      query: (queryArg) => ({
        url: `/api/v1/users/me`,
        method: "PATCH",
        body: queryArg.body,
        headers: {
          "If-Match": queryArg["If-Match"],
        },
      }),
    }),
  }),
  overrideExisting: false,
});
export { injectedRtkApi as profilesEndpoints };
export type GetProfileApiResponse = /** status 200 Success */ OwnProfile;
export type GetProfileApiArg = void;
export type UpdateProfileApiResponse = /** status 200 Success */ OwnProfile;
export type UpdateProfileApiArg = {
  "If-Match": string;
  body: PatchProfileRequest;
};
export type OwnProfile = {
  id: string;
  name: string;
  bio: string;
  avatar_url: string | null;
  preferences: object;
  updated_at: string;
};
export type PatchProfileRequest = {
  name?: string;
  bio?: string | null;
  avatar_url?: string | null;
  preferences?: object | null;
};
export const { useGetProfileQuery, useUpdateProfileMutation } = injectedRtkApi;
