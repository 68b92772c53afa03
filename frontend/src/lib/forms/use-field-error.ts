import { useTranslation } from 'react-i18next';

const serverCodes = [
  'weak_password',
  'same_password',
  'email_exists',
  'required',
  'too_long',
  'too_short',
  'invalid_credentials',
] as const;
const formKeys = [
  'field.required',
  'field.email',
  'field.name',
  'field.url',
  'field.bio',
  'field.password_short',
  'field.password_long',
  'field.delete_word',
] as const;

/**
 * Returns how to say a field's error: our own by translation key, the server's by its code, and where the
 * code is not known to us by the words the server sent.
 */
export function useFieldError(): (error: { message?: string } | undefined) => string | undefined {
  const { t } = useTranslation();
  return (error) => {
    const message = error?.message;
    if (!message) return undefined;
    const key = formKeys.find((entry) => entry === message);
    if (key) return t(key);
    const [, code, detail] = /^server:([^:]*):(.*)$/s.exec(message) ?? [];
    const known = serverCodes.find((entry) => entry === code);
    if (known) return t(`field.server.${known}`);
    return detail || t('field.server.refused');
  };
}
