import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/errors/error-notice';
import { useSay } from '@/components/feedback/use-say';
import { Button } from '@/components/ui/button';
import { isApiError } from '@/lib/api/problem';
import { useResendVerificationMutation } from '../api/endpoints';

/** Sends the verification mail once more. */
export function ResendVerification({ email }: { email: string }) {
  const { t } = useTranslation();
  const say = useSay();
  const [resend, { isLoading, error }] = useResendVerificationMutation();
  const send = async () => {
    const answer = await resend({ body: { email } });
    if (!answer.error) say(t('checkMail.resent'));
  };
  return (
    <div className="grid gap-3">
      {isApiError(error) && <ErrorNotice error={error} />}
      <Button onClick={send} busy={isLoading}>
        {t('checkMail.resend')}
      </Button>
    </div>
  );
}
