import { useTranslation } from 'react-i18next';

/** Returns how to say an audited action; one this portal does not know is shown by its own name. */
export function useActionText(): (action: string) => string {
  const { i18n } = useTranslation();
  return (action) => {
    const key = `action.${action.replace(/[.:]/g, '_')}`;
    return i18n.exists(key) ? String(i18n.t(key as never)) : action.replace(/[._]/g, ' ');
  };
}
