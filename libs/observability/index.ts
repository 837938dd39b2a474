export { Metrics } from './metrics.js';
export { ObservabilityModule, type ObservabilityOptions } from './observability.module.js';
export { observabilitySettings, type ObservabilitySettings } from './observability.settings.js';
export { ReadinessProbes, type ReadinessProbe } from './readiness.probes.js';
export { redacted, redactSecrets, redactText } from './redact-secrets.js';
export { acceptRequestId, currentRequestId, nameOperation, runWithRequestId } from './request-context.js';
export { requestIdHeader } from './request-context.js';
export { ShutdownCoordinator, shutdownOrder, type ShutdownStep } from './shutdown.coordinator.js';
export { useStructuredLogging } from './logging.js';
