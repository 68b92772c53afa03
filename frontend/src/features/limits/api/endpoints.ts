import { type ExplainRateLimitsApiResponse, limitsEndpoints } from './generated';

export const endpoints = limitsEndpoints.enhanceEndpoints({
  endpoints: { explainRateLimits: { keepUnusedDataFor: 0 } },
});

export const { useExplainRateLimitsQuery } = endpoints;

export type Decision = ExplainRateLimitsApiResponse['decisions'][number];
