import { useTranslation } from 'react-i18next';
import { Loaded } from '@/components/errors/loaded';
import { useErrorText } from '@/components/errors/use-error-text';
import { useSay } from '@/components/feedback/use-say';
import { Button } from '@/components/ui/button';
import { Row } from '@/components/ui/panel';
import { isApiError } from '@/lib/api/problem';
import { deviceName } from '@/lib/device-name';
import { useFormat } from '@/lib/i18n/use-format';
import { useEndUserSessionsMutation, useListUserSessionsQuery } from '../api/endpoints';

/** Where somebody is signed in, and a way to end all of it. */
export function UserSessions({ id }: { id: string }) {
  const { t } = useTranslation();
  const say = useSay();
  const errorText = useErrorText();
  const format = useFormat();
  const query = useListUserSessionsQuery({ id });
  const [end, { isLoading }] = useEndUserSessionsMutation();
  const endAll = async () => {
    const { error } = await end({ id });
    if (!error) say(t('user.sessionsEnded'));
    else if (isApiError(error)) say(errorText(error).title, 'bad');
  };
  return (
    <Loaded query={query} rows={2}>
      {(list) =>
        list.data.length === 0 ? (
          <Row label={t('user.noSessions')} />
        ) : (
          <>
            {list.data.map((entry) => (
              <Row key={entry.id} label={deviceName(entry.user_agent, t('sessions.unknownDevice'))}>
                {entry.ip} · {t('sessions.lastSeen', { when: format.relative(entry.last_seen_at) })}
              </Row>
            ))}
            <div className="border-t border-line py-4">
              <Button look="danger" busy={isLoading} onClick={endAll}>
                {t('user.endSessions')}
              </Button>
            </div>
          </>
        )
      }
    </Loaded>
  );
}
