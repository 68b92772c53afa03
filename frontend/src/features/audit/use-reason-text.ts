import { useTranslation } from 'react-i18next';

/** Returns how to say why something failed or ended; a code this portal does not know is shown as it is. */
export function useReasonText(): (reason: string) => string {
  const { i18n } = useTranslation();
  return (reason) => {
    const key = `reason.${reason}`;
    return /^\w+$/.test(reason) && i18n.exists(key) ? String(i18n.t(key as never)) : reason;
  };
}
