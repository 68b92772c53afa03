import { useCallback, useEffect } from 'react';
import {
  type LocalPreferences,
  localPreferences,
  preferencesFrom,
} from '@/lib/preferences/local-preferences';
import {
  useGetProfileQuery,
  useLazyGetProfileQuery,
  useUpdateProfileMutation,
} from './api/endpoints';

/** Makes this device look and speak as the person's profile says. */
export function usePreferencesFromProfile(): void {
  const { data } = useGetProfileQuery();
  const preferences = data?.profile.preferences;
  useEffect(() => {
    if (preferences && Object.keys(preferences).length > 0) {
      localPreferences.set(preferencesFrom(preferences));
    }
  }, [preferences]);
}

/**
 * Returns how to change preferences: here at once, and in the profile. Another device may have changed the
 * profile meanwhile; preferences it does not touch are kept, so the change is simply made again on top.
 * Rejects with the API's error, after putting this device back.
 */
export function useSavePreferences(): (change: Partial<LocalPreferences>) => Promise<void> {
  const [getProfile] = useLazyGetProfileQuery();
  const [updateProfile] = useUpdateProfileMutation();
  return useCallback(
    async (change) => {
      const before = localPreferences.get();
      const next = { ...before, ...change };
      localPreferences.set(next);
      const body = {
        preferences: { theme: next.theme, locale: next.locale, time_zone: next.timeZone },
      };
      const attempt = async () => {
        const { etag } = await getProfile(undefined, false).unwrap();
        return updateProfile({ 'If-Match': etag, body }).unwrap();
      };
      try {
        await attempt().catch((error: { code?: string }) => {
          if (error.code !== 'precondition_failed') throw error;
          return attempt();
        });
      } catch (error) {
        localPreferences.set(before);
        throw error;
      }
    },
    [getProfile, updateProfile],
  );
}
