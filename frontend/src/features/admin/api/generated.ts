// Generated from openapi.json by `npm run generate`. Do not edit.
import { api } from "@/lib/api/api";
const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    listUsers: build.query<ListUsersApiResponse, ListUsersApiArg>({
      query: (queryArg) => ({
        url: `/api/v1/auth/admin/users`,
        params: {
          q: queryArg.q,
          status: queryArg.status,
          limit: queryArg.limit,
          cursor: queryArg.cursor,
        },
      }),
    }),
    getUser: build.query<GetUserApiResponse, GetUserApiArg>({
      query: (queryArg) => ({ url: `/api/v1/auth/admin/users/${queryArg.id}` }),
    }),
    updateUser: build.mutation<UpdateUserApiResponse, UpdateUserApiArg>({
      query: (queryArg) => ({
        url: `/api/v1/auth/admin/users/${queryArg.id}`,
        method: "PATCH",
        body: queryArg.body,
        headers: {
          "If-Match": queryArg["If-Match"],
        },
      }),
    }),
    deleteUser: build.mutation<DeleteUserApiResponse, DeleteUserApiArg>({
      query: (queryArg) => ({
        url: `/api/v1/auth/admin/users/${queryArg.id}`,
        method: "DELETE",
        headers: {
          "If-Match": queryArg["If-Match"],
        },
      }),
    }),
    listUserSessions: build.query<
      ListUserSessionsApiResponse,
      ListUserSessionsApiArg
    >({
      query: (queryArg) => ({
        url: `/api/v1/auth/admin/users/${queryArg.id}/sessions`,
        params: {
          limit: queryArg.limit,
          cursor: queryArg.cursor,
        },
      }),
    }),
    endUserSessions: build.mutation<
      EndUserSessionsApiResponse,
      EndUserSessionsApiArg
    >({
      query: (queryArg) => ({
        url: `/api/v1/auth/admin/users/${queryArg.id}/sessions`,
        method: "DELETE",
      }),
    }),
  }),
  overrideExisting: false,
});
export { injectedRtkApi as adminEndpoints };
export type ListUsersApiResponse = /** status 200 Success */ AdminUserPage;
export type ListUsersApiArg = {
  q?: string;
  status?: "active" | "disabled";
  limit?: number;
  cursor?: string;
};
export type GetUserApiResponse = /** status 200 Success */ AdminUser;
export type GetUserApiArg = {
  id: string;
};
export type UpdateUserApiResponse = /** status 200 Success */ AdminUser;
export type UpdateUserApiArg = {
  id: string;
  "If-Match": string;
  body: PatchUserRequest;
};
export type DeleteUserApiResponse = unknown;
export type DeleteUserApiArg = {
  id: string;
  "If-Match"?: string;
};
export type ListUserSessionsApiResponse =
  /** status 200 Success */ AdminSessionPage;
export type ListUserSessionsApiArg = {
  id: string;
  limit?: number;
  cursor?: string;
};
export type EndUserSessionsApiResponse = unknown;
export type EndUserSessionsApiArg = {
  id: string;
};
export type AdminUser = {
  id: string;
  email: string;
  name: string;
  status: "active" | "disabled";
  roles: string[];
  email_verified: boolean;
  created_at: string;
  updated_at: string;
  signed_in_at: string | null;
};
export type AdminUserPage = {
  data: AdminUser[];
  next_cursor: string | null;
};
export type PatchUserRequest = {
  status?: "active" | "disabled";
  roles?: "admin"[];
  name?: string;
};
export type AdminSession = {
  id: string;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
  ip: string;
  user_agent: string;
  current: boolean;
};
export type AdminSessionPage = {
  data: AdminSession[];
  next_cursor: string | null;
};
export const {
  useListUsersQuery,
  useGetUserQuery,
  useUpdateUserMutation,
  useDeleteUserMutation,
  useListUserSessionsQuery,
  useEndUserSessionsMutation,
} = injectedRtkApi;
