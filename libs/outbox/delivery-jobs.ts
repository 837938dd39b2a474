/** Name of the job that gives facts to handlers. */
export const DELIVER_TASK = 'deliver';

/**
 * SQL for an array of specifications for `queue_jobs` (migration 0006), one per (handler, aggregate) in the relation `pairs`, which has
 * the columns `handler` and `aggregate_id`. The key joins further facts to a job that still waits. The queue keeps the deliveries of
 * one aggregate one at a time; aggregates share 256 queues per handler, so that queues need no tidying: removing an empty one
 * could strand a job that an open transaction just put there. Sorted, so that two transactions never wait for each other in turn.
 * @param runAt SQL for the time at which they may run
 */
export function deliveryJobs(pairs: string, runAt = 'null'): string {
  return `select array_agg((
    '${DELIVER_TASK}', json_build_object('handler', handler, 'aggregateId', aggregate_id),
    handler || ':' || right(aggregate_id::text, 2), ${runAt}, null, handler || ':' || aggregate_id, null, null
  )::graphile_worker.job_spec order by handler, aggregate_id) as list from ${pairs}`;
}
