import { Monitor, Smartphone } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '@/components/errors/use-error-text';
import { useSay } from '@/components/feedback/use-say';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Row } from '@/components/ui/panel';
import { isApiError } from '@/lib/api/problem';
import { deviceName, isPhone } from '@/lib/device-name';
import { useFormat } from '@/lib/i18n/use-format';
import { useEndOtherSessionsMutation, useEndSessionMutation } from '../api/endpoints';
import type { ListSessionsApiResponse } from '../api/generated';

type Session = ListSessionsApiResponse['data'][number];

/** Where the account is signed in; each session but this one can be ended, or all of them at once. */
export function SessionList({ sessions }: { sessions: Session[] }) {
  const { t } = useTranslation();
  const say = useSay();
  const errorText = useErrorText();
  const [asking, setAsking] = useState(false);
  const [end] = useEndSessionMutation();
  const [endOthers, { isLoading }] = useEndOtherSessionsMutation();
  const report = (error: unknown, done: string) => {
    if (!error) say(done);
    else if (isApiError(error)) say(errorText(error).title, 'bad');
  };
  const ordered = [...sessions].sort((a, b) => Number(b.current) - Number(a.current));
  const others = sessions.length > 1;
  return (
    <>
      {ordered.map((entry) => (
        <SessionRow
          key={entry.id}
          entry={entry}
          onEnd={async () => report((await end({ id: entry.id })).error, t('sessions.ended'))}
        />
      ))}
      <div className="border-t border-line py-4">
        {others ? (
          <Button look="danger" onClick={() => setAsking(true)}>
            {t('sessions.endOthers')}
          </Button>
        ) : (
          <p className="text-soft">{t('sessions.onlyThis')}</p>
        )}
      </div>
      <ConfirmDialog
        open={asking}
        title={t('sessions.endOthersTitle')}
        action={t('sessions.endOthers')}
        danger
        busy={isLoading}
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          const { error } = await endOthers();
          setAsking(false);
          report(error, t('sessions.endedOthers'));
        }}
      >
        {t('sessions.endOthersText')}
      </ConfirmDialog>
    </>
  );
}

function SessionRow({ entry, onEnd }: { entry: Session; onEnd: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = deviceName(entry.user_agent, t('sessions.unknownDevice'));
  const Icon = isPhone(entry.user_agent) ? Smartphone : Monitor;
  return (
    <Row
      label={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Icon aria-hidden="true" size={20} className="text-soft" />
          {name}
          {entry.current && <Badge tone="lamp">{t('sessions.thisOne')}</Badge>}
        </span>
      }
      action={
        !entry.current && (
          <Button onClick={onEnd} aria-label={t('sessions.endNamed', { name })}>
            {t('sessions.end')}
          </Button>
        )
      }
    >
      <p>
        {entry.ip} · {t('sessions.lastSeen', { when: format.relative(entry.last_seen_at) })}
      </p>
      <p className="text-sm">{t('sessions.since', { when: format.dateTime(entry.created_at) })}</p>
    </Row>
  );
}
