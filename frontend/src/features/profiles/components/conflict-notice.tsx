import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { ProfileValues } from './profile-form';

/** Two versions of the profile: says where they differ and asks which one to keep. */
export function ConflictNotice({
  mine,
  theirs,
  onKeepMine,
  onTakeTheirs,
}: {
  mine: ProfileValues;
  theirs: ProfileValues;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}) {
  const { t } = useTranslation();
  const labels = {
    name: t('field.nameLabel'),
    bio: t('profile.bio'),
    avatar_url: t('profile.avatar'),
  };
  const fields = (Object.keys(labels) as (keyof ProfileValues)[]).filter(
    (name) => mine[name] !== theirs[name],
  );
  return (
    <Notice
      tone="careful"
      urgent
      title={t('conflict.title')}
      actions={
        <>
          <Button look="primary" onClick={onKeepMine}>
            {t('conflict.keepMine')}
          </Button>
          <Button onClick={onTakeTheirs}>{t('conflict.takeTheirs')}</Button>
        </>
      }
    >
      <p>{t('conflict.text')}</p>
      <dl className="mt-2 grid gap-2">
        {fields.map((name) => (
          <div key={name}>
            <dt className="font-[600] text-ink">{t('conflict.other', { field: labels[name] })}</dt>
            <dd className="line-clamp-4 break-words">{theirs[name] || t('conflict.empty')}</dd>
          </div>
        ))}
      </dl>
    </Notice>
  );
}
