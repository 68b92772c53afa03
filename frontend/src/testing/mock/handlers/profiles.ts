import { HttpResponse, http } from 'msw';
import { invalid, text } from '../answers';
import type { Imitation } from '../imitation';

export const profilesHandlers = ({ signed, etag, versioned }: Imitation) => [
  http.get(
    '*/api/v1/users/me',
    signed((_call, _session, own) =>
      HttpResponse.json(own.profile, { headers: { ETag: etag(own) } }),
    ),
  ),
  http.patch(
    '*/api/v1/users/me',
    signed((call, _session, own) =>
      versioned(call, own, (entry) => {
        const { name, bio, avatar_url: avatar, preferences } = call.body;
        if (typeof name === 'string' && name.trim() === '') return invalid('/name', 'required');
        if (typeof avatar === 'string' && !/^https:\/\/[a-z]/.test(avatar)) {
          return invalid('/avatar_url', 'invalid_url');
        }
        if (typeof name === 'string') {
          entry.profile.name = name;
          entry.user.name = name;
        }
        if (typeof bio === 'string') entry.profile.bio = bio;
        if (avatar !== undefined) entry.profile.avatar_url = text(avatar) || null;
        if (preferences) Object.assign(entry.profile.preferences, preferences);
        return entry.profile;
      }),
    ),
  ),
];
