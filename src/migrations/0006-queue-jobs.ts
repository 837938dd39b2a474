import { Migration } from '@mikro-orm/migrations';

/** Queues jobs for certain. */
export class QueueJobs extends Migration {
  override up(): void {
    // graphile_worker.add_jobs first takes the key from jobs that run, then adds new ones. It adds nothing for a key whose job a worker takes in
    // between, and that job may be over before the caller commits what the new one was for. So those are added again, until all are there.
    // Polymorphic, so that nothing of ours depends on a type of the job library.
    this.addSql(`
      create function queue_jobs(specs anyarray, keep_run_at boolean default false) returns int language plpgsql as $$
      declare
        waiting specs%type := specs;
        added text[];
      begin
        loop
          select coalesce(array_agg(key), '{}') into added from graphile_worker.add_jobs(waiting, keep_run_at);
          exit when cardinality(added) = cardinality(waiting);
          select array_agg(spec) into waiting from unnest(waiting) as spec where spec.job_key <> all (added);
          exit when waiting is null;
        end loop;
        return cardinality(specs);
      end $$`);
  }
}
