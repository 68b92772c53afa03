import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { ErrorNotice } from '@/components/errors/error-notice';
import { useSay } from '@/components/feedback/use-say';
import { Button } from '@/components/ui/button';
import { TextAreaField, TextField } from '@/components/ui/field';
import { UnsavedGuard } from '@/components/unsaved-guard';
import { schemaResolver } from '@/lib/forms/resolver';
import { useApiForm } from '@/lib/forms/use-api-form';
import { codePoints } from '@/lib/password/strength';
import {
  useLazyGetProfileQuery,
  useUpdateProfileMutation,
  type VersionedProfile,
} from '../api/endpoints';
import { ConflictNotice } from './conflict-notice';

const MAX_BIO = 2000;

const schema = z.object({
  name: z.string().check(
    z.trim(),
    z.minLength(1, 'field.required'),
    z.refine((text) => codePoints(text) <= 100, 'field.name'),
  ),
  bio: z.string().check(z.refine((text) => codePoints(text) <= MAX_BIO, 'field.bio')),
  avatar_url: z.string().check(z.trim(), z.regex(/^$|^https:\/\/[^\s/@]+(?:\/\S*)?$/, 'field.url')),
});

export type ProfileValues = z.infer<typeof schema>;

export function valuesOf({ profile }: VersionedProfile): ProfileValues {
  return { name: profile.name, bio: profile.bio ?? '', avatar_url: profile.avatar_url ?? '' };
}

/**
 * Edits the profile. Only what was changed is sent; when somebody else changed the profile meanwhile, both
 * versions are shown and the person decides.
 */
export function ProfileForm({ initial }: { initial: VersionedProfile }) {
  const { t } = useTranslation();
  const say = useSay();
  const [base, setBase] = useState(initial);
  const [theirs, setTheirs] = useState<VersionedProfile | null>(null);
  const [update] = useUpdateProfileMutation();
  const [reload] = useLazyGetProfileQuery();
  const { form, field, submit, error, busy } = useApiForm({
    resolver: schemaResolver(schema),
    defaultValues: valuesOf(initial),
  });
  const { isDirty } = form.formState;
  const bio = form.watch('bio');

  // Another tab may have saved, while nothing was being edited here.
  useEffect(() => {
    if (!form.formState.isDirty) {
      setBase(initial);
      form.reset(valuesOf(initial));
    }
  }, [initial, form]);

  const settle = (saved: VersionedProfile) => {
    setBase(saved);
    setTheirs(null);
    form.reset(valuesOf(saved));
  };
  const save = (from: VersionedProfile) => async (values: ProfileValues) => {
    const before = valuesOf(from);
    const body: { name?: string; bio?: string; avatar_url?: string | null } = {};
    if (values.name !== before.name) body.name = values.name;
    if (values.bio !== before.bio) body.bio = values.bio;
    if (values.avatar_url !== before.avatar_url) body.avatar_url = values.avatar_url || null;
    try {
      settle(await update({ 'If-Match': from.etag, body }).unwrap());
      say(t('profile.saved'));
    } catch (caught) {
      if ((caught as { code?: string }).code !== 'precondition_failed') throw caught;
      setTheirs(await reload().unwrap());
    }
  };
  return (
    <form noValidate onSubmit={submit(save(base))} className="grid gap-6 py-5">
      <UnsavedGuard when={isDirty && !busy} />
      {error && <ErrorNotice error={error} />}
      {theirs && (
        <ConflictNotice
          mine={form.getValues()}
          theirs={valuesOf(theirs)}
          onKeepMine={submit(save(theirs))}
          onTakeTheirs={() => settle(theirs)}
        />
      )}
      <TextField
        label={t('field.nameLabel')}
        hint={t('profile.nameHint')}
        autoComplete="name"
        {...field('name')}
      />
      <TextAreaField
        label={t('profile.bio')}
        hint={t('profile.bioHint', { used: codePoints(bio), most: MAX_BIO })}
        {...field('bio')}
      />
      <TextField
        label={t('profile.avatar')}
        hint={t('profile.avatarHint')}
        inputMode="url"
        autoComplete="off"
        placeholder="https://"
        {...field('avatar_url')}
      />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" look="primary" busy={busy} inert={!isDirty}>
          {t('save')}
        </Button>
        {isDirty && <Button onClick={() => form.reset()}>{t('discard')}</Button>}
      </div>
    </form>
  );
}
