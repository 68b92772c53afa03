// Generated from openapi.json by `npm run generate`. Do not edit.
import { api } from "@/lib/api/api";
const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    listMails: build.query<ListMailsApiResponse, ListMailsApiArg>({
      query: (queryArg) => ({
        url: `/api/v1/notifications/admin/mails`,
        params: {
          limit: queryArg.limit,
          cursor: queryArg.cursor,
        },
      }),
    }),
  }),
  overrideExisting: false,
});
export { injectedRtkApi as mailsEndpoints };
export type ListMailsApiResponse = /** status 200 Success */ MailDeliveryPage;
export type ListMailsApiArg = {
  limit?: number;
  cursor?: string;
};
export type MailDelivery = {
  id: string;
  user_id: string | null;
  kind:
    | "verify_email"
    | "account_exists"
    | "reset_password"
    | "password_changed"
    | "confirm_new_email"
    | "email_change_notice"
    | "new_sign_in"
    | "account_deleted";
  status: "queued" | "sending" | "sent" | "failed" | "limited" | "kept";
  attempts: number;
  last_error: string | null;
  created_at: string;
  next_attempt_at: string;
  sent_at: string | null;
};
export type MailDeliveryPage = {
  data: MailDelivery[];
  next_cursor: string | null;
};
export const { useListMailsQuery } = injectedRtkApi;
