import { type ReactNode, useId } from 'react';

/** One of a few, as cards to pick from. */
export function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: { value: T; label: string; picture: ReactNode }[];
  onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className="grid gap-3">
      <legend className="sr-only">{label}</legend>
      <div className="grid gap-3 sm:grid-cols-3">
        {options.map((option) => (
          <label
            key={option.value}
            className="grid cursor-pointer gap-3 rounded-md border border-line p-3 hover:border-edge has-checked:border-pine has-checked:ring-2 has-checked:ring-pine has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-pine"
          >
            {option.picture}
            <span className="flex items-center gap-2 font-[600]">
              <input
                type="radio"
                name={name}
                className="size-5 focus-visible:outline-none"
                checked={option.value === value}
                onChange={() => onChange(option.value)}
              />
              {option.label}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
