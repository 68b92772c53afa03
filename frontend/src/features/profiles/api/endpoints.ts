import type {
  DefinitionsFromApi,
  OverrideResultType,
  TagTypesFromApi,
} from '@reduxjs/toolkit/query';
import type { AnswerMeta } from '@/lib/api/base-query';
import { type GetProfileApiResponse, profilesEndpoints } from './generated';

/** The profile with the version it was read at. */
export interface VersionedProfile {
  profile: GetProfileApiResponse;
  etag: string;
}

type Generated = DefinitionsFromApi<typeof profilesEndpoints>;
type Versioned = Omit<Generated, 'getProfile' | 'updateProfile'> & {
  getProfile: OverrideResultType<Generated['getProfile'], VersionedProfile>;
  updateProfile: OverrideResultType<Generated['updateProfile'], VersionedProfile>;
};

const versioned = (profile: unknown, meta: unknown): VersionedProfile => ({
  profile: profile as GetProfileApiResponse,
  etag: (meta as AnswerMeta | undefined)?.etag ?? '',
});

/** Changes show at once; a refusal puts the former values back. */
export const endpoints = profilesEndpoints.enhanceEndpoints<
  TagTypesFromApi<typeof profilesEndpoints>,
  Versioned
>({
  endpoints: {
    getProfile: { transformResponse: versioned, providesTags: ['Profile'] },
    updateProfile: {
      transformResponse: versioned,
      async onQueryStarted({ body }, { dispatch, queryFulfilled }) {
        const patch = dispatch(
          endpoints.util.updateQueryData('getProfile', undefined, (draft) => {
            Object.assign(draft.profile, body);
          }),
        );
        try {
          const { data } = await queryFulfilled;
          dispatch(endpoints.util.upsertQueryData('getProfile', undefined, data));
        } catch {
          patch.undo();
        }
      },
    },
  },
});

export const { useGetProfileQuery, useLazyGetProfileQuery, useUpdateProfileMutation } = endpoints;
