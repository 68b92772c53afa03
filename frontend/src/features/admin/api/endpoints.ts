import type {
  DefinitionsFromApi,
  OverrideResultType,
  TagTypesFromApi,
} from '@reduxjs/toolkit/query';
import type { AnswerMeta } from '@/lib/api/base-query';
import { adminEndpoints, type GetUserApiResponse, type PatchUserRequest } from './generated';

export type AdminUser = GetUserApiResponse;
export type UserChange = PatchUserRequest;

/** The user with the version they were read at. */
export interface VersionedUser {
  user: AdminUser;
  etag: string;
}

type Generated = DefinitionsFromApi<typeof adminEndpoints>;
type Versioned = Omit<Generated, 'getUser' | 'updateUser'> & {
  getUser: OverrideResultType<Generated['getUser'], VersionedUser>;
  updateUser: OverrideResultType<Generated['updateUser'], VersionedUser>;
};

const versioned = (user: unknown, meta: unknown): VersionedUser => ({
  user: user as AdminUser,
  etag: (meta as AnswerMeta | undefined)?.etag ?? '',
});

/** Changes show at once; a refusal puts the former values back. */
export const endpoints = adminEndpoints.enhanceEndpoints<
  TagTypesFromApi<typeof adminEndpoints>,
  Versioned
>({
  endpoints: {
    listUsers: { providesTags: ['User'] },
    getUser: { transformResponse: versioned, providesTags: ['User'] },
    updateUser: {
      transformResponse: versioned,
      async onQueryStarted({ id, body }, { dispatch, queryFulfilled }) {
        const patch = dispatch(
          endpoints.util.updateQueryData('getUser', { id }, (draft) => {
            Object.assign(draft.user, body);
          }),
        );
        queryFulfilled.catch(patch.undo);
      },
      invalidatesTags: ['User'],
    },
    deleteUser: { invalidatesTags: (_result, error) => (error ? [] : ['User']) },
    listUserSessions: { providesTags: ['User'] },
    endUserSessions: { invalidatesTags: (_result, error) => (error ? [] : ['User']) },
  },
});

export const {
  useListUsersQuery,
  useGetUserQuery,
  useUpdateUserMutation,
  useDeleteUserMutation,
  useListUserSessionsQuery,
  useEndUserSessionsMutation,
} = endpoints;
