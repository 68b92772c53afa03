// Generated from openapi.json by `npm run generate`. Do not edit.
import { api } from "@/lib/api/api";
const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    listAuditEvents: build.query<
      ListAuditEventsApiResponse,
      ListAuditEventsApiArg
    >({
      query: (queryArg) => ({
        url: `/api/v1/auth/admin/audit-events`,
        params: {
          actor: queryArg.actor,
          action: queryArg.action,
          since: queryArg.since,
          limit: queryArg.limit,
          cursor: queryArg.cursor,
        },
      }),
    }),
    listSecurityLog: build.query<
      ListSecurityLogApiResponse,
      ListSecurityLogApiArg
    >({
      query: (queryArg) => ({
        url: `/api/v1/auth/security-log`,
        params: {
          limit: queryArg.limit,
          cursor: queryArg.cursor,
        },
      }),
    }),
  }),
  overrideExisting: false,
});
export { injectedRtkApi as auditEndpoints };
export type ListAuditEventsApiResponse = /** status 200 Success */ AuditLogPage;
export type ListAuditEventsApiArg = {
  actor?: string;
  action?:
    | "user.registered"
    | "user.created"
    | "user.imported"
    | "users.import_finished"
    | "users.export_started"
    | "user.signed_in"
    | "user.sign_in_failed"
    | "user.sign_in_throttled"
    | "user.signed_out"
    | "user.reauthenticated"
    | "user.reauthentication_failed"
    | "user.sessions_ended"
    | "session.token_reused"
    | "session.token_forged"
    | "session.refresh_refused"
    | "user.password_changed"
    | "user.password_change_failed"
    | "user.password_reset_requested"
    | "user.password_reset"
    | "user.email_verified"
    | "user.email_change_requested"
    | "user.email_changed"
    | "user.email_change_undone"
    | "user.name_changed"
    | "user.roles_changed"
    | "user.status_changed"
    | "user.deleted"
    | "installation.restored"
    | "access.denied";
  since?: string;
  limit?: number;
  cursor?: string;
};
export type ListSecurityLogApiResponse =
  /** status 200 Success */ SecurityLogPage;
export type ListSecurityLogApiArg = {
  limit?: number;
  cursor?: string;
};
export type AuditChange = {
  field: string;
  before: string;
  after: string;
};
export type AuditLogEntry = {
  id: string;
  created_at: string;
  action: string;
  outcome: "success" | "failure";
  reason: string;
  actor: string | null;
  target: string | null;
  session_id: string | null;
  request_id: string;
  ip: string | null;
  user_agent: string | null;
  email: string | null;
  email_code: string | null;
  changes: AuditChange[];
};
export type AuditLogPage = {
  data: AuditLogEntry[];
  next_cursor: string | null;
};
export type SecurityEvent = {
  id: string;
  created_at: string;
  action: string;
  outcome: "success" | "failure";
  reason: string;
  by: "you" | "administrator" | "unknown";
  session_id: string | null;
  ip: string | null;
  user_agent: string | null;
  changes: AuditChange[];
};
export type SecurityLogPage = {
  data: SecurityEvent[];
  next_cursor: string | null;
};
export const { useListAuditEventsQuery, useListSecurityLogQuery } =
  injectedRtkApi;
