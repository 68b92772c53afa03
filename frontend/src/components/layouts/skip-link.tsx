import { useTranslation } from 'react-i18next';

/** The first stop of the keyboard: past the navigation to the page. */
export function SkipLink() {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="absolute top-2 left-2 z-50 -translate-y-24 rounded-md bg-pine px-4 py-3 font-[600] text-on-pine focus:translate-y-0"
      onClick={() => {
        const heading = document.querySelector<HTMLElement>('#main h1');
        (heading ?? document.getElementById('main'))?.focus();
      }}
    >
      {t('nav.skip')}
    </button>
  );
}
