import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/errors/error-notice';
import { useSay } from '@/components/feedback/use-say';
import { useWithRecentSignIn } from '@/components/identity';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Row } from '@/components/ui/panel';
import { type ApiError, isApiError } from '@/lib/api/problem';
import {
  type UserChange,
  useDeleteUserMutation,
  useUpdateUserMutation,
  type VersionedUser,
} from '../api/endpoints';

/** Which change is asked about: the account itself shows a change as soon as it is sent. */
type Question = 'disable' | 'delete' | 'give' | 'take' | null;

/** What an administrator can do to an account. On one's own account only what cannot lock one out. */
export function UserActions({
  record,
  own,
  onDeleted,
}: {
  record: VersionedUser;
  own: boolean;
  onDeleted: () => void;
}) {
  const { t } = useTranslation();
  const say = useSay();
  const withRecentSignIn = useWithRecentSignIn();
  const [question, setQuestion] = useState<Question>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [update, updating] = useUpdateUserMutation();
  const [remove, removing] = useDeleteUserMutation();
  const { user, etag } = record;
  const disabled = user.status === 'disabled';
  const isAdmin = user.roles.includes('admin');

  const run = async (action: () => Promise<unknown>, done: string) => {
    setError(null);
    try {
      await withRecentSignIn(action);
      say(done);
      return true;
    } catch (caught) {
      if (!isApiError(caught)) throw caught;
      if (caught.code !== 'reauthentication_required') setError(caught);
      return false;
    } finally {
      setQuestion(null);
    }
  };
  const change = (body: UserChange, done: string) =>
    run(() => update({ id: user.id, 'If-Match': etag, body }).unwrap(), done);
  const taking = question === 'take';
  const busy = updating.isLoading || removing.isLoading;
  return (
    <>
      {error && (
        <div className="py-4">
          <ErrorNotice error={error} />
        </div>
      )}
      {own && <Row label={t('user.own')}>{t('user.ownText')}</Row>}
      <Row
        label={t(disabled ? 'user.enableRow' : 'user.disableRow')}
        action={
          <Button
            inert={own}
            busy={updating.isLoading}
            onClick={() =>
              disabled ? change({ status: 'active' }, t('user.enabled')) : setQuestion('disable')
            }
          >
            {t(disabled ? 'user.enable' : 'user.disable')}
          </Button>
        }
      >
        {t(disabled ? 'user.enableText' : 'user.disableText')}
      </Row>
      <Row
        label={t('user.adminRow')}
        action={
          <Button
            inert={own}
            busy={updating.isLoading}
            onClick={() => setQuestion(isAdmin ? 'take' : 'give')}
          >
            {t(isAdmin ? 'user.takeAdmin' : 'user.giveAdmin')}
          </Button>
        }
      >
        {t(isAdmin ? 'user.isAdmin' : 'user.isNotAdmin')}
      </Row>
      <Row
        label={t('user.deleteRow')}
        action={
          <Button look="danger" inert={own} onClick={() => setQuestion('delete')}>
            {t('user.delete')}
          </Button>
        }
      >
        {t('user.deleteText')}
      </Row>
      <ConfirmDialog
        open={question === 'disable'}
        title={t('user.disableTitle', { name: user.name })}
        action={t('user.disable')}
        danger
        busy={busy}
        onClose={() => setQuestion(null)}
        onConfirm={() => void change({ status: 'disabled' }, t('user.disabled'))}
      >
        {t('user.disableText')}
      </ConfirmDialog>
      <ConfirmDialog
        open={question === 'give' || taking}
        title={t(taking ? 'user.takeAdminTitle' : 'user.giveAdminTitle', { name: user.name })}
        action={t(taking ? 'user.takeAdmin' : 'user.giveAdmin')}
        busy={busy}
        onClose={() => setQuestion(null)}
        onConfirm={() =>
          void change(
            { roles: taking ? [] : ['admin'] },
            t(taking ? 'user.adminTaken' : 'user.adminGiven'),
          )
        }
      >
        {t('user.adminText')}
      </ConfirmDialog>
      <ConfirmDialog
        open={question === 'delete'}
        title={t('user.deleteTitle', { name: user.name })}
        action={t('user.delete')}
        danger
        busy={busy}
        onClose={() => setQuestion(null)}
        onConfirm={async () => {
          const done = await run(() => remove({ id: user.id }).unwrap(), t('user.deleted'));
          if (done) onDeleted();
        }}
      >
        {t('user.deleteText')}
      </ConfirmDialog>
    </>
  );
}
