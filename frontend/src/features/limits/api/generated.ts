// Generated from openapi.json by `npm run generate`. Do not edit.
import { api } from "@/lib/api/api";
const injectedRtkApi = api.injectEndpoints({
  endpoints: (build) => ({
    explainRateLimits: build.query<
      ExplainRateLimitsApiResponse,
      ExplainRateLimitsApiArg
    >({
      query: (queryArg) => ({
        url: `/api/v1/auth/admin/rate-limits/explain`,
        params: {
          request_id: queryArg.requestId,
        },
      }),
    }),
  }),
  overrideExisting: false,
});
export { injectedRtkApi as limitsEndpoints };
export type ExplainRateLimitsApiResponse =
  /** status 200 Success */ RateLimitExplanation;
export type ExplainRateLimitsApiArg = {
  requestId: string;
};
export type RateLimitDecision = {
  at: string;
  policy: string;
  quota: number;
  window_seconds: number;
  key_kind: "client" | "account" | "device";
  key: string;
  remaining: number;
  retry_after_seconds: number;
  outcome: "allowed" | "refused" | "would_refuse";
};
export type RateLimitExplanation = {
  request_id: string;
  decisions: RateLimitDecision[];
};
export const { useExplainRateLimitsQuery } = injectedRtkApi;
