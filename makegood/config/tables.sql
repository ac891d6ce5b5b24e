-- Written by bin/tables: what all steps of `makegood manage migrate` make together in an empty database.
CREATE TYPE procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);
CREATE TYPE procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);
CREATE TYPE procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);
CREATE FUNCTION case_closed_or_reopened() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM case_says_how(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION case_closing() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_case c JOIN promises_promise p ON p.case_id = c.id
               WHERE c.id = NEW.id AND c.status = 'closed' AND p.state = 'open') THEN
        PERFORM case_owes_nothing(NEW.id);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION case_counts_owners() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.owner_epoch := OLD.owner_epoch + (NEW.owner_id IS DISTINCT FROM OLD.owner_id)::int;
    RETURN NEW;
END $$;
CREATE FUNCTION case_ending_over_tasks() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_case c JOIN tasks_task t ON t.case_id = c.id
               WHERE c.id = NEW.id AND t.state IN ('planned', 'open')
                 AND (c.status = 'closed' OR (c.status = 'resolved' AND t.blocking))) THEN
        PERFORM case_has_tasks(NEW.id);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION case_has_tasks(checked bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'case % cannot end over an open task', checked
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION case_owes_nothing(checked bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'case % is closed and cannot have an open promise', checked
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION case_owner_is_here() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE owner bigint;
BEGIN
    SELECT owner_id INTO owner FROM cases_case WHERE id = NEW.id AND status <> 'closed';
    IF owner IS NOT NULL THEN
        PERFORM 1 FROM access_user WHERE id = owner AND is_active FOR SHARE;
        IF NOT FOUND THEN
            PERFORM owner_refuses(format('the owner of case %s does not work here', NEW.id));
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION case_owner_is_told() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM cases_ownerchange WHERE case_id = NEW.id AND epoch = NEW.owner_epoch
                   AND owner_id = NEW.owner_id) THEN
        PERFORM owner_refuses(format('case %s has an owner that its history does not tell of', NEW.id));
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION case_says_how(looked_at bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_case c WHERE c.id = looked_at AND (c.status = 'closed') <> EXISTS (
            SELECT 1 FROM cases_closure k WHERE k.case_id = c.id AND k.reopened_at IS NULL)) THEN
        RAISE EXCEPTION 'case % is closed as long as a closure says how, and no longer', looked_at
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;
CREATE FUNCTION closure_of_a_closed_case() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM case_says_how(OLD.case_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM case_says_how(NEW.case_id);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION closure_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'a closure is reopened, never deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION contact_that_stays(asked bigint) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE found bigint; stays bigint := asked;
BEGIN
    LOOP
        SELECT merged_into_id INTO found FROM customers_contact WHERE id = stays FOR KEY SHARE;
        IF found IS NULL THEN RETURN stays; END IF;
        stays := found;
    END LOOP;
END $$;
CREATE FUNCTION handoff_asks_somebody_here() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM handoffs_handoff WHERE id = NEW.id AND state = 'offered' AND to_user_id IS NOT NULL) THEN
        PERFORM 1 FROM access_user WHERE id = NEW.to_user_id AND is_active FOR SHARE;
        IF NOT FOUND THEN
            PERFORM handoff_refuses(format('person %s does not work here', NEW.to_user_id));
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION handoff_begins() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE found record;
BEGIN
    SELECT status, owner_id, owner_epoch INTO found FROM cases_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
    IF NEW.state <> 'offered' OR NEW.returned_epoch IS NOT NULL THEN
        PERFORM handoff_refuses('a hand-off begins as an offer');
    ELSIF found.status NOT IN ('open', 'waiting') THEN
        PERFORM handoff_refuses(format('case %s is %s and cannot be offered', NEW.case_id, found.status));
    ELSIF found.owner_id IS DISTINCT FROM NEW.sender_id OR found.owner_epoch <> NEW.epoch THEN
        PERFORM handoff_refuses(format('case %s is offered by its owner and by nobody else', NEW.case_id));
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION handoff_case_held() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM handoff_holds(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION handoff_goes() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE counted integer;
BEGIN
    IF (NEW.case_id, NEW.summary, NEW.question, NEW.told, NEW.offered_at, NEW.expires_at) IS DISTINCT FROM
       (OLD.case_id, OLD.summary, OLD.question, OLD.told, OLD.offered_at, OLD.expires_at) THEN
        PERFORM handoff_refuses('what was offered is never rewritten');
    ELSIF OLD.state <> 'offered' THEN
        IF (NEW.sender_id, NEW.to_user_id, NEW.to_team_id, NEW.epoch, NEW.state, NEW.answered_at, NEW.answered_by_id,
            NEW.reason) IS DISTINCT FROM
           (OLD.sender_id, OLD.to_user_id, OLD.to_team_id, OLD.epoch, OLD.state, OLD.answered_at, OLD.answered_by_id,
            OLD.reason) OR OLD.returned_epoch IS NOT NULL THEN
            PERFORM handoff_refuses('a hand-off is answered once');
        END IF;
    ELSE
        SELECT owner_epoch INTO counted FROM cases_case WHERE id = NEW.case_id;
        IF NEW.state = 'accepted' THEN
            IF counted <> NEW.epoch THEN
                PERFORM handoff_refuses('the owner has changed since this was offered');
            ELSIF NEW.answered_at > NEW.expires_at THEN
                PERFORM handoff_refuses('the time of this offer is over');
            ELSIF NEW.answered_by_id IS DISTINCT FROM NEW.to_user_id AND NOT EXISTS (
                    SELECT 1 FROM people_membership WHERE team_id = NEW.to_team_id AND user_id = NEW.answered_by_id
                    UNION ALL
                    SELECT 1 FROM people_queue WHERE team_id = NEW.to_team_id AND duty_lead_id = NEW.answered_by_id) THEN
                PERFORM handoff_refuses('only the one who was asked accepts');
            END IF;
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION handoff_held() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM handoff_holds(NEW.case_id);
    RETURN NULL;
END $$;
CREATE FUNCTION handoff_holds(looked_at bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM handoffs_handoff h JOIN cases_case c ON c.id = h.case_id
               WHERE h.case_id = looked_at AND h.state = 'offered'
               AND (c.status NOT IN ('open', 'waiting') OR c.owner_epoch <> h.epoch OR c.owner_id <> h.sender_id)) THEN
        PERFORM handoff_refuses(format('case %s is offered to somebody and cannot be ended or change its owner', looked_at));
    END IF;
END $$;
CREATE FUNCTION handoff_is_followed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM cases_ownerchange WHERE case_id = NEW.case_id AND why = 'handoff'
                   AND epoch = NEW.epoch + 1 AND owner_id = NEW.answered_by_id) THEN
        PERFORM handoff_refuses('who accepts a case becomes responsible for it');
    ELSIF NEW.returned_epoch IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM cases_ownerchange WHERE case_id = NEW.case_id AND why = 'returned'
            AND epoch = NEW.returned_epoch AND owner_id = NEW.back_to_id) THEN
        PERFORM handoff_refuses('what is given back goes to the one who asked');
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION handoff_refuses(told text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '%', told USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION handoff_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM handoff_refuses('a hand-off is answered, never deleted');
    RETURN NULL;
END $$;
CREATE FUNCTION is_erasing() RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce(current_setting('makegood.erasing', true), '') = 'on' $$;
CREATE FUNCTION item_of_a_task() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE found text;
BEGIN
    SELECT state INTO found FROM tasks_task WHERE id = NEW.task_id FOR NO KEY UPDATE;
    IF found NOT IN ('planned', 'open') THEN
        RAISE EXCEPTION 'the check-list of a task that has ended stays as it is'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION journal_claim(moment timestamp with time zone, most integer) RETURNS TABLE(id bigint, entry bigint, entry_at timestamp with time zone, name text, attempts integer)
    LANGUAGE sql
    SET enable_sort TO 'off'
    SET enable_seqscan TO 'off'
    AS $$
              SELECT r.id, r.entry, r.entry_at, r.name, r.attempts FROM journal_reaction r
              WHERE r.failed_at IS NULL AND r.next_try <= moment
                AND NOT EXISTS (SELECT 1 FROM journal_reaction e WHERE e.name = r.name
                                AND e.subject = r.subject AND e.id + 0 < r.id AND e.failed_at IS NULL OFFSET 0)
              ORDER BY r.id LIMIT most FOR UPDATE OF r SKIP LOCKED
            $$;
CREATE FUNCTION journal_month(month date) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    first date := date_trunc('month', month);
    name text := 'journal_entry_' || to_char(first, 'YYYY_MM');
BEGIN
    IF to_regclass(name) IS NOT NULL THEN RETURN; END IF;
    EXECUTE format(
        'CREATE TABLE %I PARTITION OF journal_entry FOR VALUES FROM (%L) TO (%L)',
        name, first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month')::timestamp AT TIME ZONE 'UTC');
    EXECUTE format('CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON %I
        FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses()', name);
EXCEPTION WHEN check_violation THEN
    -- rows of that month already lie in the default partition: they stay there
    NULL;
END $$;
CREATE FUNCTION journal_refuses() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION owner_refuses(told text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '%', told USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION owner_that_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.owner_id IS NOT NULL THEN NEW.owner_id := contact_that_stays(NEW.owner_id); END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION ownerchange_by_a_yes() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.why = 'handoff' AND NOT EXISTS (
        SELECT 1 FROM handoffs_handoff WHERE case_id = NEW.case_id AND state = 'accepted'
        AND epoch = NEW.epoch - 1 AND answered_by_id = NEW.owner_id AND sender_id = NEW.before_id) THEN
        PERFORM handoff_refuses('no accepted hand-off makes this person responsible');
    ELSIF NEW.why = 'returned' AND NOT EXISTS (
        SELECT 1 FROM handoffs_handoff WHERE case_id = NEW.case_id AND state = 'accepted'
        AND returned_epoch = NEW.epoch AND back_to_id = NEW.owner_id) THEN
        PERFORM handoff_refuses('no hand-off comes back to this person');
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION ownerchange_follows() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM 1 FROM cases_ownerchange WHERE case_id = NEW.case_id AND epoch = NEW.epoch - 1
        AND owner_id = NEW.before_id;
    IF NOT FOUND THEN
        PERFORM owner_refuses(format('owner %s of case %s does not follow the one before', NEW.epoch, NEW.case_id));
    END IF;
    IF NEW.why = 'taken' AND NOT EXISTS (
        SELECT 1 FROM cases_case c JOIN people_queue q ON q.id = c.queue_id
        WHERE c.id = NEW.case_id AND q.duty_lead_id = NEW.before_id) THEN
        PERFORM owner_refuses('a case is taken from the duty lead and from nobody else');
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION ownerchange_is_true() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM cases_case WHERE id = NEW.case_id AND owner_epoch >= NEW.epoch) THEN
        PERFORM owner_refuses(format('case %s never had owner %s', NEW.case_id, NEW.epoch));
    END IF;
    IF NEW.why IN ('departure', 'reopened') AND EXISTS (
        SELECT 1 FROM access_user WHERE id = NEW.before_id AND is_active) THEN
        PERFORM owner_refuses(format('person %s has not left', NEW.before_id));
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION ownerchange_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM owner_refuses('who was responsible is never rewritten');
    RETURN NULL;
END $$;
CREATE FUNCTION person_leaves_no_handoff() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM access_user WHERE id = NEW.id AND NOT is_active) AND EXISTS (
        SELECT 1 FROM handoffs_handoff WHERE state = 'offered' AND NEW.id IN (sender_id, to_user_id)) THEN
        PERFORM handoff_refuses(format('person %s still has an offer to answer or to wait for', NEW.id));
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION person_leaves_nothing() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM access_user WHERE id = NEW.id AND NOT is_active) AND (
           EXISTS (SELECT 1 FROM cases_case WHERE owner_id = NEW.id AND status = 'open')
        OR EXISTS (SELECT 1 FROM cases_case WHERE owner_id = NEW.id AND status IN ('waiting', 'resolved'))) THEN
        PERFORM owner_refuses(format('person %s is still responsible for cases', NEW.id));
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;
CREATE FUNCTION procrastinate_defer_jobs_v1(jobs procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;
    RETURN job_ids;
END;
$$;
CREATE FUNCTION procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;
    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;
    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;
    RETURN _job_id;
END;
$$;
CREATE TABLE procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status procrastinate_job_status DEFAULT 'todo'::procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    queueing_lock text,
    priority integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::procrastinate_job_status) AND (abort_requested = true))))
);
CREATE FUNCTION procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;
 RETURN found_jobs;
END;
$$;
CREATE FUNCTION procrastinate_finish_job_v1(job_id bigint, end_status procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;
CREATE FUNCTION procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;
CREATE FUNCTION procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;
CREATE FUNCTION procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;
CREATE FUNCTION procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;
CREATE FUNCTION procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;
CREATE FUNCTION procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;
END;
$$;
CREATE FUNCTION procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;
CREATE FUNCTION procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);
	RETURN NEW;
END;
$$;
CREATE FUNCTION procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;
CREATE FUNCTION procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;
CREATE FUNCTION procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;
CREATE FUNCTION procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;
CREATE FUNCTION procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;
CREATE FUNCTION promise_opened() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE found text;
BEGIN
    SELECT status INTO found FROM cases_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
    IF found = 'closed' THEN
        PERFORM case_owes_nothing(NEW.case_id);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION promise_refuses() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'a promise is kept, missed or released, never deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION promises_made() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE found record;
BEGIN
    FOR found IN SELECT id, status FROM cases_case
        WHERE id IN (SELECT case_id FROM made WHERE state = 'open') ORDER BY id FOR NO KEY UPDATE
    LOOP
        IF found.status = 'closed' THEN
            PERFORM case_owes_nothing(found.id);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE FUNCTION row_of_who_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.contact_id := contact_that_stays(NEW.contact_id);
    RETURN NEW;
END $$;
CREATE FUNCTION task_done_over_items() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM tasks_item WHERE task_id = NEW.id AND mandatory AND state = 'open') THEN
        RAISE EXCEPTION 'a mandatory line of the check-list is open'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION task_in_order() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE found text;
BEGIN
    IF NEW.after_id IS NULL THEN RETURN NEW; END IF;
    SELECT state INTO found FROM tasks_task WHERE id = NEW.after_id;
    IF found IN ('planned', 'open') THEN
        RAISE EXCEPTION 'a step begins when the one before it has ended'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION task_of_a_case() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE found text;
BEGIN
    SELECT status INTO found FROM cases_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
    IF found = 'closed' OR (found = 'resolved' AND NEW.blocking) THEN
        PERFORM case_has_tasks(NEW.case_id);
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION task_refuses() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'a task is ended, never deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION task_stays_ended() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'a task that has ended stays as it ended'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION telemetry_month(day date) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    first date := date_trunc('month', day);
    name text := 'telemetry_reading_' || to_char(first, 'YYYYMM');
BEGIN
    IF to_regclass(name) IS NOT NULL THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF telemetry_reading FOR VALUES FROM (%L) TO (%L)',
        name, first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month')::timestamp AT TIME ZONE 'UTC');
EXCEPTION WHEN check_violation THEN NULL;
END $$;
CREATE FUNCTION telemetry_week(day date) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    first date := date_trunc('week', day);
    name text := 'telemetry_raw_' || to_char(first, 'YYYYMMDD');
BEGIN
    IF to_regclass(name) IS NOT NULL THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF telemetry_raw FOR VALUES FROM (%L) TO (%L)',
        name, first::timestamp AT TIME ZONE 'UTC', (first + 7)::timestamp AT TIME ZONE 'UTC');
    EXECUTE format('CREATE UNIQUE INDEX %I ON %I (key)', name || '_key', name);
EXCEPTION WHEN check_violation THEN NULL;  -- rows of that week lie in the rest already: they stay there
END $$;
CREATE TABLE access_cache (
    cache_key character varying(255) NOT NULL,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE TABLE access_grant (
    id bigint NOT NULL,
    token character varying(64) NOT NULL,
    purpose character varying(30) NOT NULL,
    subject bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    withdrawn_at timestamp with time zone
);
ALTER TABLE access_grant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME access_grant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE access_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    email character varying(254) NOT NULL,
    name character varying(80) NOT NULL,
    role character varying(20) NOT NULL,
    language character varying(10) NOT NULL,
    zone character varying(60) NOT NULL,
    theme character varying(10) NOT NULL,
    single_keys boolean NOT NULL,
    is_active boolean NOT NULL,
    is_demo boolean NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    deactivated_at timestamp with time zone,
    CONSTRAINT user_inactive_since CHECK ((is_active OR (deactivated_at IS NOT NULL)))
);
ALTER TABLE access_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME access_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE access_workplace (
    id smallint NOT NULL,
    name character varying(80) NOT NULL,
    second_step_roles jsonb NOT NULL,
    CONSTRAINT access_workplace_id_check CHECK ((id >= 0)),
    CONSTRAINT workplace_one_row CHECK ((id = 1))
);
CREATE TABLE account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);
ALTER TABLE account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE alarms_alarm (
    id bigint NOT NULL,
    fault character varying(80) NOT NULL,
    code character varying(80) NOT NULL,
    severity smallint NOT NULL,
    active boolean NOT NULL,
    before boolean NOT NULL,
    count integer NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    state_at timestamp with time zone NOT NULL,
    heard_at timestamp with time zone NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    cleared_at timestamp with time zone,
    over_at timestamp with time zone,
    quiet_at timestamp with time zone,
    acknowledged_at timestamp with time zone,
    told_active boolean NOT NULL,
    told_severity smallint NOT NULL,
    flips integer NOT NULL,
    flips_since timestamp with time zone,
    flapping_at timestamp with time zone,
    planned boolean NOT NULL,
    path character varying(5) NOT NULL,
    wanted_at timestamp with time zone,
    alone boolean NOT NULL,
    remind_at timestamp with time zone,
    remind_step smallint NOT NULL,
    facts jsonb NOT NULL,
    acknowledged_by_id bigint,
    asset_id bigint NOT NULL,
    case_id bigint,
    flood_id bigint,
    rule_id bigint,
    CONSTRAINT alarm_acknowledged_who CHECK ((((acknowledged_at IS NULL) AND (acknowledged_by_id IS NULL)) OR ((acknowledged_at IS NOT NULL) AND (acknowledged_by_id IS NOT NULL)))),
    CONSTRAINT alarm_cleared_when CHECK (((active AND (cleared_at IS NULL)) OR ((NOT active) AND (cleared_at IS NOT NULL)))),
    CONSTRAINT alarm_first_last CHECK ((first_at <= last_at)),
    CONSTRAINT alarm_over_is_cleared CHECK (((over_at IS NULL) OR ((NOT active) AND (cleared_at IS NOT NULL)))),
    CONSTRAINT alarm_severity CHECK (((severity >= 1) AND (severity <= 5))),
    CONSTRAINT alarms_alarm_count_check CHECK ((count >= 0)),
    CONSTRAINT alarms_alarm_flips_check CHECK ((flips >= 0)),
    CONSTRAINT alarms_alarm_remind_step_check CHECK ((remind_step >= 0)),
    CONSTRAINT alarms_alarm_severity_check CHECK ((severity >= 0)),
    CONSTRAINT alarms_alarm_told_severity_check CHECK ((told_severity >= 0))
);
ALTER TABLE alarms_alarm ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME alarms_alarm_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE alarms_change (
    id bigint NOT NULL,
    what character varying(12) NOT NULL,
    severity smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(80) NOT NULL,
    alarm_id bigint NOT NULL,
    CONSTRAINT alarms_change_severity_check CHECK ((severity >= 0))
);
ALTER TABLE alarms_change ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME alarms_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE alarms_escalation (
    id bigint NOT NULL,
    severity smallint NOT NULL,
    owner_after integer,
    lead_after integer,
    CONSTRAINT alarms_escalation_lead_after_check CHECK ((lead_after >= 0)),
    CONSTRAINT alarms_escalation_owner_after_check CHECK ((owner_after >= 0)),
    CONSTRAINT alarms_escalation_severity_check CHECK ((severity >= 0)),
    CONSTRAINT escalation_in_order CHECK (((owner_after IS NULL) OR (lead_after IS NULL) OR (lead_after > owner_after)))
);
ALTER TABLE alarms_escalation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME alarms_escalation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE alarms_flood (
    id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    case_id bigint,
    product_id bigint,
    site_id bigint,
    CONSTRAINT flood_of_one CHECK ((((product_id IS NULL) AND (site_id IS NOT NULL)) OR ((product_id IS NOT NULL) AND (site_id IS NULL))))
);
ALTER TABLE alarms_flood ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME alarms_flood_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE alarms_floodlimit (
    id bigint NOT NULL,
    alarms integer NOT NULL,
    minutes integer NOT NULL,
    CONSTRAINT alarms_floodlimit_alarms_check CHECK ((alarms >= 0)),
    CONSTRAINT alarms_floodlimit_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT flood_limit_some CHECK (((alarms >= 2) AND (minutes >= 1) AND (id = 1)))
);
ALTER TABLE alarms_floodlimit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME alarms_floodlimit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE alarms_reminder (
    id bigint NOT NULL,
    step smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone,
    alarm_id bigint NOT NULL,
    person_id bigint NOT NULL,
    CONSTRAINT alarms_reminder_step_check CHECK ((step >= 0))
);
ALTER TABLE alarms_reminder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME alarms_reminder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE alarms_rule (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    "position" integer NOT NULL,
    active boolean NOT NULL,
    fault character varying(80) NOT NULL,
    conditions jsonb NOT NULL,
    severity character varying(10) NOT NULL,
    severities jsonb NOT NULL,
    ignore boolean NOT NULL,
    hold integer NOT NULL,
    quiet integer NOT NULL,
    flap_changes smallint NOT NULL,
    flap_minutes smallint NOT NULL,
    "then" character varying(5) NOT NULL,
    together character varying(6) NOT NULL,
    together_minutes integer NOT NULL,
    tell boolean NOT NULL,
    danger boolean NOT NULL,
    says jsonb NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by character varying(80) NOT NULL,
    product_id bigint,
    queue_id bigint,
    CONSTRAINT alarm_rule_flaps CHECK (((flap_changes >= 2) AND (flap_minutes >= 1))),
    CONSTRAINT alarms_rule_flap_changes_check CHECK ((flap_changes >= 0)),
    CONSTRAINT alarms_rule_flap_minutes_check CHECK ((flap_minutes >= 0)),
    CONSTRAINT alarms_rule_hold_check CHECK ((hold >= 0)),
    CONSTRAINT alarms_rule_position_check CHECK (("position" >= 0)),
    CONSTRAINT alarms_rule_quiet_check CHECK ((quiet >= 0)),
    CONSTRAINT alarms_rule_together_minutes_check CHECK ((together_minutes >= 0))
);
ALTER TABLE alarms_rule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME alarms_rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE alarms_visitrequest (
    id bigint NOT NULL,
    times jsonb NOT NULL,
    tried character varying(300) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    asked_by character varying(80) NOT NULL,
    answered_at timestamp with time zone,
    begins timestamp with time zone,
    ends timestamp with time zone,
    words character varying(500) NOT NULL,
    withdrawn_at timestamp with time zone,
    case_id bigint NOT NULL,
    promise_id bigint,
    CONSTRAINT visit_request_chosen CHECK ((((begins IS NULL) AND (ends IS NULL)) OR ((answered_at IS NOT NULL) AND (begins IS NOT NULL) AND (ends > begins) AND (ends IS NOT NULL))))
);
ALTER TABLE alarms_visitrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME alarms_visitrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE alarms_watch (
    id bigint NOT NULL,
    seen jsonb NOT NULL,
    severity smallint NOT NULL,
    since timestamp with time zone,
    raised boolean NOT NULL,
    pending integer NOT NULL,
    due_at timestamp with time zone,
    asset_id bigint NOT NULL,
    rule_id bigint NOT NULL,
    CONSTRAINT alarms_watch_pending_check CHECK ((pending >= 0)),
    CONSTRAINT alarms_watch_severity_check CHECK ((severity >= 0))
);
ALTER TABLE alarms_watch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME alarms_watch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE alarms_window (
    id bigint NOT NULL,
    begins timestamp with time zone NOT NULL,
    ends timestamp with time zone NOT NULL,
    why character varying(200) NOT NULL,
    by character varying(80) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    asset_id bigint,
    site_id bigint,
    CONSTRAINT window_ends_later CHECK ((ends > begins)),
    CONSTRAINT window_of_one CHECK ((((asset_id IS NULL) AND (site_id IS NOT NULL)) OR ((asset_id IS NOT NULL) AND (site_id IS NULL))))
);
ALTER TABLE alarms_window ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME alarms_window_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analysis_forecast (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    days smallint NOT NULL,
    rows jsonb NOT NULL,
    quality jsonb NOT NULL,
    CONSTRAINT analysis_forecast_days_check CHECK ((days >= 0))
);
ALTER TABLE analysis_forecast ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analysis_forecast_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analysis_turn (
    name character varying(40) NOT NULL,
    token bigint NOT NULL,
    until timestamp with time zone NOT NULL
);
CREATE TABLE assets_asset (
    id bigint NOT NULL,
    serial character varying(60) NOT NULL,
    state character varying(10) NOT NULL,
    batch character varying(40) NOT NULL,
    firmware character varying(40) NOT NULL,
    bought_on date,
    installed_on date,
    token character varying(32) NOT NULL,
    facts jsonb NOT NULL,
    version integer NOT NULL,
    made_at timestamp with time zone NOT NULL,
    terms tsvector,
    company_id bigint,
    owner_id bigint,
    parent_id bigint,
    product_id bigint,
    site_id bigint,
    CONSTRAINT asset_has_serial CHECK (((serial)::text ~ '^[^\s/+#]{1,60}$'::text)),
    CONSTRAINT asset_known_has_product CHECK ((((state)::text = 'unknown'::text) OR (NOT (product_id IS NULL)))),
    CONSTRAINT asset_not_in_itself CHECK (((parent_id IS NULL) OR (NOT ((parent_id = id) AND (parent_id IS NOT NULL))))),
    CONSTRAINT assets_asset_version_check CHECK ((version >= 0))
);
ALTER TABLE assets_asset ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME assets_asset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE assets_document (
    id bigint NOT NULL,
    title character varying(160) NOT NULL,
    language character varying(10) NOT NULL,
    for_customers boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    asset_id bigint,
    by_id bigint,
    file_id bigint NOT NULL,
    product_id bigint,
    CONSTRAINT document_of_one CHECK ((((asset_id IS NOT NULL) AND (product_id IS NULL)) OR ((asset_id IS NULL) AND (product_id IS NOT NULL))))
);
ALTER TABLE assets_document ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME assets_document_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE assets_field (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    names jsonb NOT NULL,
    type character varying(10) NOT NULL,
    choices jsonb NOT NULL,
    searchable boolean NOT NULL,
    ended_at timestamp with time zone
);
ALTER TABLE assets_field ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME assets_field_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE assets_fitted (
    id bigint NOT NULL,
    serial character varying(60) NOT NULL,
    at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    counter double precision,
    by character varying(80) NOT NULL,
    why character varying(200) NOT NULL,
    asset_id bigint NOT NULL,
    part_id bigint NOT NULL,
    CONSTRAINT fitted_before_removed CHECK (((removed_at IS NULL) OR (removed_at >= at)))
);
ALTER TABLE assets_fitted ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME assets_fitted_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE assets_import (
    id bigint NOT NULL,
    what character varying(10) NOT NULL,
    encoding character varying(20) NOT NULL,
    delimiter character varying(1) NOT NULL,
    mapping jsonb NOT NULL,
    state character varying(10) NOT NULL,
    rows integer NOT NULL,
    made integer NOT NULL,
    changed integer NOT NULL,
    flaws integer NOT NULL,
    told jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    file_id bigint NOT NULL,
    user_id bigint NOT NULL,
    reached integer DEFAULT 0 NOT NULL,
    CONSTRAINT assets_import_changed_check CHECK ((changed >= 0)),
    CONSTRAINT assets_import_flaws_check CHECK ((flaws >= 0)),
    CONSTRAINT assets_import_made_check CHECK ((made >= 0)),
    CONSTRAINT assets_import_reached_check CHECK ((reached >= 0)),
    CONSTRAINT assets_import_rows_check CHECK ((rows >= 0))
);
ALTER TABLE assets_import ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME assets_import_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE assets_ownership (
    id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    by character varying(80) NOT NULL,
    why character varying(200) NOT NULL,
    asset_id bigint NOT NULL,
    company_id bigint,
    contact_id bigint,
    CONSTRAINT ownership_ends_later CHECK (((until IS NULL) OR (until >= since)))
);
ALTER TABLE assets_ownership ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME assets_ownership_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE assets_part (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    names jsonb NOT NULL,
    price numeric(12,2),
    currency character varying(3) NOT NULL
);
ALTER TABLE assets_part ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME assets_part_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE assets_product (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    model character varying(60) NOT NULL,
    line character varying(60) NOT NULL,
    kind character varying(40) NOT NULL,
    names jsonb NOT NULL,
    serial_pattern character varying(200) NOT NULL,
    serial_example character varying(60) NOT NULL,
    counter character varying(20) NOT NULL,
    ended_at timestamp with time zone,
    made_at timestamp with time zone NOT NULL
);
ALTER TABLE assets_product ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME assets_product_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE assets_productpart (
    id bigint NOT NULL,
    quantity smallint NOT NULL,
    part_id bigint NOT NULL,
    product_id bigint NOT NULL,
    CONSTRAINT assets_productpart_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT product_part_some CHECK ((quantity > 0))
);
ALTER TABLE assets_productpart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME assets_productpart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE assets_site (
    id bigint NOT NULL,
    name character varying(160) NOT NULL,
    address character varying(300) NOT NULL,
    zone character varying(60) NOT NULL,
    latitude double precision,
    longitude double precision,
    made_at timestamp with time zone NOT NULL,
    company_id bigint,
    contact_id bigint,
    CONSTRAINT site_on_earth CHECK ((((latitude IS NULL) AND (longitude IS NULL)) OR ((latitude IS NOT NULL) AND ((latitude >= ('-90.0'::numeric)::double precision) AND (latitude <= (90.0)::double precision)) AND (longitude IS NOT NULL) AND ((longitude >= ('-180.0'::numeric)::double precision) AND (longitude <= (180.0)::double precision)))))
);
ALTER TABLE assets_site ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME assets_site_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE assets_usage (
    id bigint NOT NULL,
    unit character varying(20) NOT NULL,
    value double precision NOT NULL,
    total double precision NOT NULL,
    at timestamp with time zone NOT NULL,
    came_at timestamp with time zone NOT NULL,
    source character varying(40) NOT NULL,
    doubt character varying(10) NOT NULL,
    asset_id bigint NOT NULL,
    CONSTRAINT usage_is_a_number CHECK (((total >= (0.0)::double precision) AND (total < (1000000000000.0)::double precision) AND (value >= (0.0)::double precision) AND (value < (1000000000000.0)::double precision)))
);
ALTER TABLE assets_usage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME assets_usage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE assets_word (
    id bigint NOT NULL,
    of character varying(10) NOT NULL,
    key character varying(60) NOT NULL,
    names jsonb NOT NULL,
    CONSTRAINT word_has_key_and_name CHECK (((NOT ((key)::text = ''::text)) AND (NOT (names = '{}'::jsonb))))
);
ALTER TABLE assets_word ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME assets_word_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE cases_case (
    id bigint NOT NULL,
    subject character varying(300) NOT NULL,
    status character varying(10) NOT NULL,
    waiting_for character varying(10) NOT NULL,
    waiting_reason character varying(200) NOT NULL,
    next_deadline timestamp with time zone,
    urgency smallint NOT NULL,
    language character varying(10) NOT NULL,
    channel character varying(30) NOT NULL,
    preview character varying(160) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    unanswered_since timestamp with time zone,
    last_word_at timestamp with time zone NOT NULL,
    needs_look boolean NOT NULL,
    version integer NOT NULL,
    terms tsvector,
    contact_id bigint NOT NULL,
    owner_id bigint,
    queue_id bigint NOT NULL,
    owner_epoch integer DEFAULT 1 NOT NULL,
    duplicate_of_id bigint,
    repeats smallint DEFAULT 0 NOT NULL,
    resembles_id bigint,
    asset_id bigint,
    CONSTRAINT case_due_finite CHECK (((next_deadline IS NULL) OR isfinite(next_deadline))),
    CONSTRAINT case_merged_is_closed CHECK (((duplicate_of_id IS NULL) OR (((status)::text = 'closed'::text) AND (NOT ((duplicate_of_id = id) AND (duplicate_of_id IS NOT NULL)))))),
    CONSTRAINT case_owned_and_due CHECK ((((status)::text = 'closed'::text) OR ((next_deadline IS NOT NULL) AND (owner_id IS NOT NULL)))),
    CONSTRAINT case_waits_for_somebody CHECK (((((status)::text = 'waiting'::text) AND (NOT ((waiting_for)::text = ''::text))) OR ((NOT ((status)::text = 'waiting'::text)) AND ((waiting_for)::text = ''::text)))),
    CONSTRAINT cases_case_owner_epoch_check CHECK ((owner_epoch >= 0)),
    CONSTRAINT cases_case_repeats_check CHECK ((repeats >= 0)),
    CONSTRAINT cases_case_urgency_check CHECK ((urgency >= 0)),
    CONSTRAINT cases_case_version_check CHECK ((version >= 0))
)
WITH (fillfactor='80');
ALTER TABLE cases_case ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_case_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE cases_caseconversation (
    id bigint NOT NULL,
    "primary" boolean NOT NULL,
    case_id bigint NOT NULL,
    conversation_id bigint NOT NULL
);
ALTER TABLE cases_caseconversation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_caseconversation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE cases_closure (
    id bigint NOT NULL,
    how character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL,
    reopened_at timestamp with time zone,
    case_id bigint NOT NULL,
    owner_id bigint NOT NULL,
    question_id bigint,
    CONSTRAINT closure_asked_or_merged CHECK (((((how)::text = 'merged'::text) AND (question_id IS NULL)) OR ((NOT ((how)::text = 'merged'::text)) AND (question_id IS NOT NULL))))
);
ALTER TABLE cases_closure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_closure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE cases_draft (
    id bigint NOT NULL,
    kind character varying(6) NOT NULL,
    text text NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    revision integer NOT NULL,
    case_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT cases_draft_revision_check CHECK ((revision >= 0))
);
CREATE TABLE cases_draft_files (
    id bigint NOT NULL,
    draft_id bigint NOT NULL,
    file_id bigint NOT NULL
);
ALTER TABLE cases_draft_files ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_draft_files_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE cases_draft ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_draft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE cases_merge (
    id bigint NOT NULL,
    why character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(80) NOT NULL,
    before jsonb NOT NULL,
    moved jsonb NOT NULL,
    undone_at timestamp with time zone,
    undone_by character varying(80) NOT NULL,
    away_id bigint NOT NULL,
    into_id bigint NOT NULL,
    CONSTRAINT case_merge_of_two CHECK ((NOT (away_id = into_id)))
);
ALTER TABLE cases_merge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_merge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE cases_note (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    text text NOT NULL,
    terms tsvector,
    case_id bigint NOT NULL,
    user_id bigint
);
ALTER TABLE cases_note ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE cases_notefile (
    id bigint NOT NULL,
    file_id bigint NOT NULL,
    note_id bigint NOT NULL
);
ALTER TABLE cases_notefile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_notefile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE cases_ownerchange (
    id bigint NOT NULL,
    reason character varying(200) NOT NULL,
    actor character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    before_id bigint,
    case_id bigint NOT NULL,
    owner_id bigint NOT NULL,
    epoch integer NOT NULL,
    why character varying(10) NOT NULL,
    CONSTRAINT cases_ownerchange_epoch_check CHECK ((epoch >= 0)),
    CONSTRAINT ownerchange_first_is_opened CHECK ((((before_id IS NULL) AND (epoch = 1) AND ((why)::text = 'opened'::text)) OR ((NOT ((why)::text = 'opened'::text)) AND (epoch > 1)))),
    CONSTRAINT ownerchange_given_why CHECK (((NOT ((why)::text = ANY (ARRAY[('given'::character varying)::text, ('taken'::character varying)::text]))) OR (NOT ((reason)::text = ''::text))))
);
ALTER TABLE cases_ownerchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_ownerchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE cases_question (
    id bigint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    answer character varying(3) NOT NULL,
    words text NOT NULL,
    answered_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    case_id bigint NOT NULL,
    CONSTRAINT question_answered_when CHECK (((((answer)::text = ''::text) AND (answered_at IS NULL)) OR ((NOT ((answer)::text = ''::text)) AND (answered_at IS NOT NULL))))
);
ALTER TABLE cases_question ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_question_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE cases_split (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(80) NOT NULL,
    undone_at timestamp with time zone,
    case_id bigint NOT NULL,
    new_id bigint NOT NULL
);
ALTER TABLE cases_split ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cases_split_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE channels_account (
    id bigint NOT NULL,
    kind character varying(30) NOT NULL,
    address character varying(254) NOT NULL,
    name character varying(120) NOT NULL,
    language character varying(10) NOT NULL,
    settings jsonb NOT NULL,
    is_active boolean NOT NULL,
    made_at timestamp with time zone NOT NULL,
    queue_id bigint NOT NULL
);
ALTER TABLE channels_account ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME channels_account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE channels_automaticcount (
    id bigint NOT NULL,
    address character varying(254) NOT NULL,
    day date NOT NULL,
    count integer NOT NULL,
    CONSTRAINT channels_automaticcount_count_check CHECK ((count >= 0))
);
ALTER TABLE channels_automaticcount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME channels_automaticcount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE channels_brand (
    id bigint NOT NULL,
    line character varying(60) NOT NULL,
    account_id bigint NOT NULL,
    CONSTRAINT brand_has_a_line CHECK ((NOT ((line)::text = ''::text)))
);
ALTER TABLE channels_brand ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME channels_brand_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE channels_media (
    id bigint NOT NULL,
    message bigint NOT NULL,
    number smallint NOT NULL,
    reference jsonb NOT NULL,
    name character varying(255) NOT NULL,
    type character varying(120) NOT NULL,
    state character varying(8) NOT NULL,
    attempts smallint NOT NULL,
    next_try timestamp with time zone NOT NULL,
    reason character varying(300) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL,
    CONSTRAINT channels_media_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT channels_media_number_check CHECK ((number >= 0))
);
ALTER TABLE channels_media ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME channels_media_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE channels_outgoing (
    id uuid NOT NULL,
    reference character varying(80) NOT NULL,
    external_id character varying(250) NOT NULL,
    recipient character varying(254) NOT NULL,
    "case" bigint,
    customer bigint,
    envelope jsonb NOT NULL,
    state character varying(10) NOT NULL,
    automatic boolean NOT NULL,
    send_after timestamp with time zone NOT NULL,
    attempt smallint NOT NULL,
    lease_until timestamp with time zone,
    handed_over boolean NOT NULL,
    error character varying(500) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    account_id bigint NOT NULL,
    attempts_before smallint DEFAULT 0 NOT NULL,
    secret text DEFAULT ''::text NOT NULL,
    good_until timestamp with time zone,
    CONSTRAINT channels_outgoing_attempt_check CHECK ((attempt >= 0)),
    CONSTRAINT channels_outgoing_attempts_before_check CHECK ((attempts_before >= 0)),
    CONSTRAINT outgoing_keeps_no_secret CHECK (((secret = ''::text) OR ((good_until IS NOT NULL) AND ((state)::text = ANY (ARRAY[('queued'::character varying)::text, ('sending'::character varying)::text])))))
);
CREATE TABLE channels_piece (
    id bigint NOT NULL,
    number smallint NOT NULL,
    name character varying(250) NOT NULL,
    state character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL,
    outgoing_id uuid NOT NULL,
    CONSTRAINT channels_piece_number_check CHECK ((number >= 0))
);
ALTER TABLE channels_piece ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME channels_piece_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE channels_rawitem (
    id bigint NOT NULL,
    external_id character varying(250) NOT NULL,
    sha256 bytea NOT NULL,
    body bytea NOT NULL,
    envelope jsonb NOT NULL,
    received_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    needs_look boolean NOT NULL,
    attempts smallint NOT NULL,
    next_try timestamp with time zone NOT NULL,
    reason character varying(300) NOT NULL,
    done_at timestamp with time zone,
    account_id bigint NOT NULL,
    copy_of_id bigint,
    CONSTRAINT channels_rawitem_attempts_check CHECK ((attempts >= 0))
);
ALTER TABLE ONLY channels_rawitem ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE channels_rawitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME channels_rawitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE channels_sending (
    id smallint NOT NULL,
    paused_at timestamp with time zone,
    reason character varying(200) NOT NULL,
    CONSTRAINT channels_sending_id_check CHECK ((id >= 0)),
    CONSTRAINT sending_one_row CHECK ((id = 1))
);
CREATE TABLE channels_standing (
    account_id bigint NOT NULL,
    heard_at timestamp with time zone,
    refused_at timestamp with time zone,
    refusal character varying(200) NOT NULL,
    trouble character varying(300) NOT NULL,
    trouble_at timestamp with time zone,
    memory jsonb NOT NULL,
    slow_until timestamp with time zone
);
CREATE TABLE channels_template (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    language character varying(20) NOT NULL,
    category character varying(40) NOT NULL,
    body text NOT NULL,
    is_active boolean NOT NULL,
    account_id bigint NOT NULL
);
ALTER TABLE channels_template ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME channels_template_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE conversations_awaited (
    id bigint NOT NULL,
    name character varying(250) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    conversation_id bigint NOT NULL
);
ALTER TABLE conversations_awaited ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME conversations_awaited_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE conversations_conversation (
    id bigint NOT NULL,
    peer character varying(254) NOT NULL,
    subject character varying(300) NOT NULL,
    messages_count integer NOT NULL,
    made_at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    CONSTRAINT conversations_conversation_messages_count_check CHECK ((messages_count >= 0))
);
ALTER TABLE conversations_conversation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME conversations_conversation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE conversations_message (
    id bigint NOT NULL,
    seq integer NOT NULL,
    author character varying(10) NOT NULL,
    sender character varying(254) NOT NULL,
    sender_name character varying(160) NOT NULL,
    at timestamp with time zone NOT NULL,
    text text NOT NULL,
    rest text NOT NULL,
    html text NOT NULL,
    external_id character varying(250) NOT NULL,
    marks jsonb NOT NULL,
    seen_at timestamp with time zone,
    terms tsvector,
    conversation_id bigint NOT NULL,
    outgoing_id uuid,
    raw_id bigint,
    user_id bigint,
    CONSTRAINT conversations_message_seq_check CHECK ((seq >= 0))
);
ALTER TABLE conversations_message ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME conversations_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE conversations_messagefile (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    inline character varying(250) NOT NULL,
    file_id bigint NOT NULL,
    message_id bigint NOT NULL,
    CONSTRAINT conversations_messagefile_position_check CHECK (("position" >= 0))
);
ALTER TABLE conversations_messagefile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME conversations_messagefile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE cover_absence (
    id bigint NOT NULL,
    starts timestamp with time zone NOT NULL,
    ends timestamp with time zone NOT NULL,
    reason character varying(10) NOT NULL,
    state character varying(10) NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    planned_by character varying(80) NOT NULL,
    accepted_at timestamp with time zone,
    refused_why character varying(200) NOT NULL,
    began_at timestamp with time zone,
    ended_at timestamp with time zone,
    cover_id bigint,
    refused_by_id bigint,
    user_id bigint NOT NULL,
    CONSTRAINT absence_accepted_by_somebody CHECK (((accepted_at IS NULL) OR (cover_id IS NOT NULL))),
    CONSTRAINT absence_covered_by_another CHECK (((cover_id IS NULL) OR (NOT ((cover_id = user_id) AND (cover_id IS NOT NULL))))),
    CONSTRAINT absence_ends_later CHECK ((ends > starts)),
    CONSTRAINT absence_times CHECK ((((began_at IS NULL) AND (ended_at IS NULL) AND ((state)::text = 'planned'::text)) OR ((began_at IS NOT NULL) AND (ended_at IS NULL) AND ((state)::text = 'running'::text)) OR ((ended_at IS NOT NULL) AND ((state)::text = ANY (ARRAY[('over'::character varying)::text, ('cancelled'::character varying)::text])))))
);
ALTER TABLE cover_absence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cover_absence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE cover_coveralarm (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    cases integer NOT NULL,
    words character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone,
    absence_id bigint,
    person_id bigint NOT NULL,
    who_id bigint,
    handover_id bigint,
    CONSTRAINT cover_alarm_about_one CHECK ((((absence_id IS NOT NULL) AND (handover_id IS NULL)) OR ((absence_id IS NULL) AND (handover_id IS NOT NULL)))),
    CONSTRAINT cover_coveralarm_cases_check CHECK ((cases >= 0))
);
ALTER TABLE cover_coveralarm ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cover_coveralarm_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE cover_coverrule (
    queue_id bigint NOT NULL,
    cover_after smallint NOT NULL,
    chat_returns smallint,
    mail_returns smallint,
    CONSTRAINT cover_coverrule_chat_returns_check CHECK ((chat_returns >= 0)),
    CONSTRAINT cover_coverrule_cover_after_check CHECK ((cover_after >= 0)),
    CONSTRAINT cover_coverrule_mail_returns_check CHECK ((mail_returns >= 0))
);
CREATE TABLE cover_decision (
    id bigint NOT NULL,
    choice character varying(5) NOT NULL,
    until timestamp with time zone,
    decided_at timestamp with time zone,
    decided_by character varying(80) NOT NULL,
    covered_at timestamp with time zone,
    epoch integer,
    told_at timestamp with time zone,
    told_with uuid,
    back_at timestamp with time zone,
    absence_id bigint NOT NULL,
    back_id bigint,
    case_id bigint NOT NULL,
    covered_by_id bigint,
    handoff_id bigint,
    tell_at timestamp with time zone,
    CONSTRAINT cover_decision_epoch_check CHECK ((epoch >= 0)),
    CONSTRAINT decision_covered_when CHECK ((((covered_at IS NULL) AND (covered_by_id IS NULL) AND (epoch IS NULL)) OR ((covered_at IS NOT NULL) AND (covered_by_id IS NOT NULL) AND (epoch IS NOT NULL)))),
    CONSTRAINT decision_hand_offered CHECK (((NOT ((choice)::text = 'hand'::text)) OR (handoff_id IS NOT NULL))),
    CONSTRAINT decision_park_until CHECK (((((choice)::text = 'park'::text) AND (until IS NOT NULL)) OR ((NOT ((choice)::text = 'park'::text)) AND (until IS NULL))))
);
ALTER TABLE cover_decision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cover_decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE cover_shifthandover (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    resumes timestamp with time zone NOT NULL,
    state character varying(6) NOT NULL,
    note text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    ended_at timestamp with time zone,
    receiver_id bigint,
    user_id bigint NOT NULL,
    CONSTRAINT handover_resumes_later CHECK ((resumes > at)),
    CONSTRAINT handover_sent_to_somebody CHECK (((sent_at IS NULL) OR (receiver_id IS NOT NULL))),
    CONSTRAINT handover_signed_after_sent CHECK ((((ended_at IS NULL) AND ((state)::text = 'open'::text)) OR ((ended_at IS NOT NULL) AND (sent_at IS NOT NULL) AND ((state)::text = 'signed'::text)) OR ((ended_at IS NOT NULL) AND ((state)::text = 'over'::text)))),
    CONSTRAINT handover_to_another CHECK (((receiver_id IS NULL) OR (NOT ((receiver_id = user_id) AND (receiver_id IS NOT NULL)))))
);
ALTER TABLE cover_shifthandover ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cover_shifthandover_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE cover_shiftline (
    id bigint NOT NULL,
    choice character varying(5) NOT NULL,
    suggested boolean NOT NULL,
    why character varying(200) NOT NULL,
    until timestamp with time zone,
    refused_why character varying(200) NOT NULL,
    case_id bigint NOT NULL,
    handoff_id bigint,
    handover_id bigint NOT NULL,
    lead_id bigint,
    CONSTRAINT shiftline_keep_why CHECK (((NOT ((choice)::text = 'keep'::text)) OR (NOT ((why)::text = ''::text)))),
    CONSTRAINT shiftline_park_until CHECK (((((choice)::text = 'park'::text) AND (until IS NOT NULL)) OR ((NOT ((choice)::text = 'park'::text)) AND (until IS NULL))))
);
ALTER TABLE cover_shiftline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cover_shiftline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE cover_skip (
    id bigint NOT NULL,
    epoch integer NOT NULL,
    seconds integer NOT NULL,
    at timestamp with time zone NOT NULL,
    case_id bigint NOT NULL,
    to_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT cover_skip_epoch_check CHECK ((epoch >= 0)),
    CONSTRAINT cover_skip_seconds_check CHECK ((seconds >= 0))
);
ALTER TABLE cover_skip ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME cover_skip_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE customers_apart (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(80) NOT NULL,
    one_id bigint NOT NULL,
    other_id bigint NOT NULL,
    CONSTRAINT apart_in_order CHECK ((one_id < other_id))
);
ALTER TABLE customers_apart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME customers_apart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE customers_company (
    id bigint NOT NULL,
    name character varying(160) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    tier character varying(20) DEFAULT ''::character varying NOT NULL
);
ALTER TABLE customers_company ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME customers_company_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE customers_contact (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    language character varying(10) NOT NULL,
    zone character varying(60) NOT NULL,
    place character varying(120) NOT NULL,
    facts jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL,
    company_id bigint,
    terms tsvector,
    tier character varying(20) DEFAULT ''::character varying NOT NULL,
    merged_into_id bigint,
    called character varying(120) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT contact_not_into_itself CHECK ((NOT ((merged_into_id = id) AND (merged_into_id IS NOT NULL))))
);
ALTER TABLE customers_contact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME customers_contact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE customers_handle (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    value character varying(254) NOT NULL,
    shown character varying(254) NOT NULL,
    verified_at timestamp with time zone,
    made_at timestamp with time zone NOT NULL,
    contact_id bigint NOT NULL,
    parts tsvector
);
ALTER TABLE customers_handle ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME customers_handle_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE customers_merge (
    id bigint NOT NULL,
    why character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(80) NOT NULL,
    before jsonb NOT NULL,
    moved jsonb NOT NULL,
    undone_at timestamp with time zone,
    undone_by character varying(80) NOT NULL,
    away_id bigint NOT NULL,
    into_id bigint NOT NULL,
    CONSTRAINT contact_merge_of_two CHECK ((NOT (away_id = into_id)))
);
ALTER TABLE customers_merge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME customers_merge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE customers_split (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(80) NOT NULL,
    moved jsonb NOT NULL,
    undone_at timestamp with time zone,
    contact_id bigint NOT NULL,
    new_id bigint NOT NULL
);
ALTER TABLE customers_split ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME customers_split_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE diagnosis_answer (
    id bigint NOT NULL,
    kind character varying(7) NOT NULL,
    key character varying(60) NOT NULL,
    value character varying(60) NOT NULL,
    source character varying(10) NOT NULL,
    by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    undone_by character varying(80) NOT NULL,
    session_id bigint NOT NULL
);
ALTER TABLE diagnosis_answer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME diagnosis_answer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE diagnosis_confirmation (
    id bigint NOT NULL,
    cause character varying(60) NOT NULL,
    words character varying(300) NOT NULL,
    expected double precision,
    by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by character varying(80) NOT NULL,
    case_id bigint NOT NULL,
    user_id bigint,
    fault_id bigint,
    session_id bigint NOT NULL,
    version_id bigint
);
ALTER TABLE diagnosis_confirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME diagnosis_confirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE diagnosis_fault (
    id bigint NOT NULL,
    key character varying(60) NOT NULL,
    names jsonb NOT NULL,
    codes character varying(60)[] NOT NULL,
    retired_at timestamp with time zone,
    made_at timestamp with time zone NOT NULL,
    live_id bigint
);
ALTER TABLE diagnosis_fault ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME diagnosis_fault_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE diagnosis_faultproduct (
    id bigint NOT NULL,
    fault_id bigint NOT NULL,
    product_id bigint NOT NULL
);
ALTER TABLE diagnosis_faultproduct ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME diagnosis_faultproduct_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE diagnosis_lesson (
    id bigint NOT NULL,
    cause character varying(60) NOT NULL,
    evidence jsonb NOT NULL,
    model character varying(60) NOT NULL,
    batch character varying(40) NOT NULL,
    at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    confirmation_id bigint,
    fault_id bigint NOT NULL,
    product_id bigint,
    CONSTRAINT lesson_withdrawn_later CHECK (((withdrawn_at IS NULL) OR (withdrawn_at >= at)))
);
ALTER TABLE diagnosis_lesson ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME diagnosis_lesson_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE diagnosis_session (
    id bigint NOT NULL,
    origin character varying(6) NOT NULL,
    state character varying(8) NOT NULL,
    language character varying(10) NOT NULL,
    token character varying(64),
    asking character varying(60) NOT NULL,
    began_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    asset_id bigint,
    case_id bigint,
    fault_id bigint,
    product_id bigint,
    version_id bigint,
    once character varying(40) NOT NULL,
    CONSTRAINT session_version_of_fault CHECK ((((fault_id IS NULL) AND (version_id IS NULL)) OR ((fault_id IS NOT NULL) AND (version_id IS NOT NULL))))
);
ALTER TABLE diagnosis_session ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME diagnosis_session_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE diagnosis_turn (
    id bigint NOT NULL,
    why character varying(12) NOT NULL,
    by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    fault_id bigint NOT NULL,
    version_id bigint NOT NULL
);
ALTER TABLE diagnosis_turn ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME diagnosis_turn_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE diagnosis_version (
    id bigint NOT NULL,
    number integer NOT NULL,
    state character varying(8) NOT NULL,
    origin character varying(8) NOT NULL,
    "table" jsonb NOT NULL,
    revision integer NOT NULL,
    overlays jsonb NOT NULL,
    scores jsonb NOT NULL,
    made_by character varying(80) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    saved_by character varying(80) NOT NULL,
    based_on_id bigint,
    fault_id bigint NOT NULL,
    CONSTRAINT diagnosis_version_number_check CHECK ((number >= 0)),
    CONSTRAINT diagnosis_version_revision_check CHECK ((revision >= 0))
);
ALTER TABLE diagnosis_version ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME diagnosis_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
CREATE TABLE email_fetched (
    id bigint NOT NULL,
    uidvalidity bigint NOT NULL,
    uid bigint NOT NULL,
    raw_id bigint NOT NULL,
    folder_id bigint NOT NULL
);
ALTER TABLE email_fetched ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME email_fetched_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE email_folder (
    id bigint NOT NULL,
    uidvalidity bigint NOT NULL,
    began_at timestamp with time zone NOT NULL,
    listed_at timestamp with time zone,
    seen_at timestamp with time zone,
    failures integer NOT NULL,
    error character varying(300) NOT NULL,
    holder character varying(80) NOT NULL,
    held_until timestamp with time zone,
    account_id bigint NOT NULL,
    CONSTRAINT email_folder_failures_check CHECK ((failures >= 0))
);
ALTER TABLE email_folder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME email_folder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE email_stuck (
    id bigint NOT NULL,
    uidvalidity bigint NOT NULL,
    uid bigint NOT NULL,
    failures integer NOT NULL,
    next_try timestamp with time zone NOT NULL,
    error character varying(300) NOT NULL,
    folder_id bigint NOT NULL,
    CONSTRAINT email_stuck_failures_check CHECK ((failures >= 0))
);
ALTER TABLE email_stuck ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME email_stuck_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE email_unreachable (
    id bigint NOT NULL,
    address character varying(254) NOT NULL,
    error character varying(500) NOT NULL,
    "case" bigint,
    since timestamp with time zone NOT NULL
);
ALTER TABLE email_unreachable ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME email_unreachable_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE entitlements_campaign (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    kind character varying(7) NOT NULL,
    state character varying(7) NOT NULL,
    batches character varying(40)[] NOT NULL,
    firmwares character varying(40)[] NOT NULL,
    serial_from character varying(60) NOT NULL,
    serial_to character varying(60) NOT NULL,
    bought_from date,
    bought_to date,
    texts jsonb NOT NULL,
    answer_days smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    keeper_id bigint NOT NULL,
    product_id bigint NOT NULL,
    queue_id bigint NOT NULL,
    CONSTRAINT campaign_ended_when CHECK ((((ended_at IS NOT NULL) AND ((state)::text = 'ended'::text)) OR ((NOT ((state)::text = 'ended'::text)) AND (ended_at IS NULL)))),
    CONSTRAINT campaign_started_when CHECK ((((started_at IS NULL) AND ((state)::text = 'draft'::text)) OR ((NOT ((state)::text = 'draft'::text)) AND (started_at IS NOT NULL)))),
    CONSTRAINT entitlements_campaign_answer_days_check CHECK ((answer_days >= 0))
);
ALTER TABLE entitlements_campaign ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME entitlements_campaign_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE entitlements_campaignasset (
    id bigint NOT NULL,
    state character varying(11) NOT NULL,
    late boolean NOT NULL,
    outgoing uuid,
    "case" bigint,
    reason character varying(300) NOT NULL,
    words character varying(1000) NOT NULL,
    next_at timestamp with time zone,
    at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    asset_id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    contact_id bigint,
    CONSTRAINT campaign_given_up_why CHECK (((NOT ((state)::text = 'given_up'::text)) OR (NOT ((reason)::text = ''::text))))
);
ALTER TABLE entitlements_campaignasset ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME entitlements_campaignasset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE entitlements_contract (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    names jsonb NOT NULL,
    tier character varying(20) NOT NULL,
    starts timestamp with time zone NOT NULL,
    ends timestamp with time zone,
    calendar_id bigint,
    company_id bigint,
    contact_id bigint,
    "case" bigint,
    covers boolean DEFAULT false NOT NULL,
    keeper_id bigint,
    response integer,
    warn_days smallint DEFAULT 60 NOT NULL,
    warned_for timestamp with time zone,
    CONSTRAINT contract_ends_later CHECK (((ends IS NULL) OR (ends > starts))),
    CONSTRAINT contract_with_one CHECK ((((company_id IS NULL) AND (contact_id IS NOT NULL)) OR ((company_id IS NOT NULL) AND (contact_id IS NULL)))),
    CONSTRAINT entitlements_contract_response_check CHECK ((response >= 0)),
    CONSTRAINT entitlements_contract_warn_days_check CHECK ((warn_days >= 0))
);
ALTER TABLE entitlements_contract ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME entitlements_contract_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE entitlements_contractasset (
    id bigint NOT NULL,
    asset_id bigint NOT NULL,
    contract_id bigint NOT NULL
);
ALTER TABLE entitlements_contractasset ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME entitlements_contractasset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE entitlements_decided (
    id bigint NOT NULL,
    "case" bigint,
    at timestamp with time zone NOT NULL,
    what character varying(60) NOT NULL,
    covered boolean NOT NULL,
    certain boolean NOT NULL,
    rule character varying(10) NOT NULL,
    ends_on date,
    ends_by character varying(5) NOT NULL,
    because jsonb NOT NULL,
    stood_on jsonb NOT NULL,
    by character varying(80) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    asset_id bigint NOT NULL,
    contract_id bigint,
    terms_id bigint
);
ALTER TABLE entitlements_decided ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME entitlements_decided_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE entitlements_ending (
    id bigint NOT NULL,
    state character varying(11) NOT NULL,
    at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    ends_on date NOT NULL,
    ends_by character varying(5) NOT NULL,
    outgoing uuid,
    answered_at timestamp with time zone,
    words character varying(1000) NOT NULL,
    "case" bigint,
    asset_id bigint NOT NULL,
    contact_id bigint,
    terms_id bigint NOT NULL,
    CONSTRAINT ending_accepted_has_a_case CHECK (((NOT ((state)::text = 'accepted'::text)) OR ("case" IS NOT NULL)))
);
ALTER TABLE entitlements_ending ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME entitlements_ending_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE entitlements_goodwill (
    id bigint NOT NULL,
    "case" bigint,
    amount numeric(12,2) NOT NULL,
    currency character varying(3) NOT NULL,
    reason character varying(300) NOT NULL,
    until date NOT NULL,
    at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    asset_id bigint NOT NULL,
    by_id bigint NOT NULL,
    budget_id bigint,
    CONSTRAINT goodwill_some CHECK ((amount >= (0)::numeric)),
    CONSTRAINT goodwill_with_reason CHECK ((NOT ((reason)::text = ''::text)))
);
ALTER TABLE entitlements_goodwill ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME entitlements_goodwill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE entitlements_goodwillbudget (
    id bigint NOT NULL,
    starts date NOT NULL,
    ends date NOT NULL,
    currency character varying(3) NOT NULL,
    amount numeric(12,2) NOT NULL,
    spent numeric(12,2) NOT NULL,
    CONSTRAINT goodwill_budget_days CHECK ((ends >= starts)),
    CONSTRAINT goodwill_within_budget CHECK (((spent >= (0)::numeric) AND (spent <= amount)))
);
ALTER TABLE entitlements_goodwillbudget ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME entitlements_goodwillbudget_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE entitlements_goodwilllimit (
    id bigint NOT NULL,
    role character varying(20) NOT NULL,
    currency character varying(3) NOT NULL,
    most numeric(12,2) NOT NULL,
    CONSTRAINT goodwill_limit_some CHECK ((most >= (0)::numeric))
);
ALTER TABLE entitlements_goodwilllimit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME entitlements_goodwilllimit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE entitlements_handling (
    id bigint NOT NULL,
    kind character varying(6) NOT NULL,
    text character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    ends timestamp with time zone,
    asset_id bigint,
    author_id bigint NOT NULL,
    company_id bigint,
    contact_id bigint,
    ended_by_id bigint,
    site_id bigint,
    CONSTRAINT handling_of_one CHECK ((((asset_id IS NULL) AND (company_id IS NULL) AND (contact_id IS NOT NULL) AND (site_id IS NULL)) OR ((asset_id IS NULL) AND (company_id IS NOT NULL) AND (contact_id IS NULL) AND (site_id IS NULL)) OR ((asset_id IS NULL) AND (company_id IS NULL) AND (contact_id IS NULL) AND (site_id IS NOT NULL)) OR ((asset_id IS NOT NULL) AND (company_id IS NULL) AND (contact_id IS NULL) AND (site_id IS NULL)))),
    CONSTRAINT handling_says_something CHECK ((NOT ((text)::text = ''::text)))
);
ALTER TABLE entitlements_handling ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME entitlements_handling_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE entitlements_handlingseen (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    contact_id bigint NOT NULL,
    handling_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE entitlements_handlingseen ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME entitlements_handlingseen_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE entitlements_outlook (
    asset_id bigint NOT NULL,
    stale boolean NOT NULL,
    looked_at timestamp with time zone,
    covered boolean NOT NULL,
    certain boolean NOT NULL,
    ends_by character varying(5) NOT NULL,
    ends_on date,
    ends_at timestamp with time zone,
    earliest date,
    latest date,
    tell_at timestamp with time zone,
    terms_id bigint
);
CREATE TABLE entitlements_quota (
    id bigint NOT NULL,
    what character varying(10) NOT NULL,
    amount numeric(10,2) NOT NULL,
    per character varying(10) NOT NULL,
    contract_id bigint NOT NULL,
    CONSTRAINT quota_some CHECK ((amount > (0)::numeric))
);
ALTER TABLE entitlements_quota ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME entitlements_quota_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE entitlements_servicedue (
    id bigint NOT NULL,
    state character varying(7) NOT NULL,
    stale boolean NOT NULL,
    since date NOT NULL,
    ran double precision NOT NULL,
    due_on date,
    due_by character varying(9) NOT NULL,
    because jsonb NOT NULL,
    tell_at timestamp with time zone,
    outgoing uuid,
    "case" bigint,
    done_on date,
    note character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    asset_id bigint NOT NULL,
    done_by_id bigint,
    plan_id bigint NOT NULL,
    CONSTRAINT service_done_when CHECK (((NOT ((state)::text = 'done'::text)) OR (done_on IS NOT NULL)))
);
ALTER TABLE entitlements_servicedue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME entitlements_servicedue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE entitlements_serviceplan (
    id bigint NOT NULL,
    names jsonb NOT NULL,
    months smallint,
    usage double precision,
    unit character varying(20) NOT NULL,
    lead smallint NOT NULL,
    does character varying(5) NOT NULL,
    active boolean NOT NULL,
    by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    product_id bigint NOT NULL,
    rules bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    CONSTRAINT entitlements_serviceplan_lead_check CHECK ((lead >= 0)),
    CONSTRAINT entitlements_serviceplan_months_check CHECK ((months >= 0)),
    CONSTRAINT service_plan_limits CHECK ((((months IS NULL) OR ((months > 0) AND (months <= 1200))) AND ((usage IS NULL) OR ((usage > (0.0)::double precision) AND (usage < (1000000000000.0)::double precision) AND (NOT ((unit)::text = ''::text))))))
);
ALTER TABLE entitlements_serviceplan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME entitlements_serviceplan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE entitlements_terms (
    id bigint NOT NULL,
    sold_from date NOT NULL,
    months smallint,
    usage double precision,
    unit character varying(20) NOT NULL,
    ends character varying(5) NOT NULL,
    starts character varying(9) NOT NULL,
    at_latest smallint,
    exchange smallint NOT NULL,
    tell smallint NOT NULL,
    by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    part_id bigint,
    product_id bigint NOT NULL,
    CONSTRAINT entitlements_terms_at_latest_check CHECK ((at_latest >= 0)),
    CONSTRAINT entitlements_terms_exchange_check CHECK ((exchange >= 0)),
    CONSTRAINT entitlements_terms_months_check CHECK ((months >= 0)),
    CONSTRAINT entitlements_terms_tell_check CHECK ((tell >= 0)),
    CONSTRAINT terms_give_something CHECK ((((months > 0) AND (months IS NOT NULL)) OR ((usage > (0.0)::double precision) AND (usage IS NOT NULL)) OR (exchange > 0))),
    CONSTRAINT terms_limits_are_limits CHECK ((((months IS NULL) OR ((months > 0) AND (months <= 1200))) AND ((usage IS NULL) OR ((usage > (0.0)::double precision) AND (usage < (1000000000000.0)::double precision) AND (NOT ((unit)::text = ''::text))))))
);
ALTER TABLE entitlements_terms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME entitlements_terms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE entitlements_use (
    id bigint NOT NULL,
    job character varying(80) NOT NULL,
    since date NOT NULL,
    amount numeric(10,2) NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(80) NOT NULL,
    undone_at timestamp with time zone,
    quota_id bigint NOT NULL,
    undone_by character varying(80) DEFAULT ''::character varying NOT NULL,
    undone_why character varying(200) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT use_some CHECK ((amount > (0)::numeric))
);
ALTER TABLE entitlements_use ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME entitlements_use_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE feedback_complaint (
    case_id bigint NOT NULL,
    channel character varying(30) NOT NULL,
    words text NOT NULL,
    by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    lead_id bigint NOT NULL
);
CREATE TABLE feedback_delivery (
    id bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    body bytea NOT NULL,
    received_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    attempts smallint NOT NULL,
    reason character varying(300) NOT NULL,
    source_id bigint NOT NULL,
    CONSTRAINT feedback_delivery_attempts_check CHECK ((attempts >= 0))
);
ALTER TABLE feedback_delivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME feedback_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE feedback_import (
    id bigint NOT NULL,
    encoding character varying(20) NOT NULL,
    delimiter character varying(1) NOT NULL,
    mapping jsonb NOT NULL,
    day_first boolean NOT NULL,
    best double precision NOT NULL,
    history_before date,
    state character varying(8) NOT NULL,
    rows integer NOT NULL,
    done integer NOT NULL,
    made integer NOT NULL,
    changed integer NOT NULL,
    same integer NOT NULL,
    wrong integer NOT NULL,
    cases integer NOT NULL,
    made_at timestamp with time zone NOT NULL,
    begun_at timestamp with time zone,
    moved_at timestamp with time zone,
    ended_at timestamp with time zone,
    file_id bigint NOT NULL,
    source_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT feedback_import_cases_check CHECK ((cases >= 0)),
    CONSTRAINT feedback_import_changed_check CHECK ((changed >= 0)),
    CONSTRAINT feedback_import_done_check CHECK ((done >= 0)),
    CONSTRAINT feedback_import_made_check CHECK ((made >= 0)),
    CONSTRAINT feedback_import_rows_check CHECK ((rows >= 0)),
    CONSTRAINT feedback_import_same_check CHECK ((same >= 0)),
    CONSTRAINT feedback_import_wrong_check CHECK ((wrong >= 0)),
    CONSTRAINT import_counts CHECK ((done = (((made + changed) + same) + wrong))),
    CONSTRAINT import_progress CHECK ((done <= rows))
);
ALTER TABLE feedback_import ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME feedback_import_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE feedback_match (
    id bigint NOT NULL,
    evidence jsonb NOT NULL,
    strength smallint NOT NULL,
    state character varying(9) NOT NULL,
    at timestamp with time zone NOT NULL,
    contact_id bigint NOT NULL,
    user_id bigint,
    review_id bigint NOT NULL,
    CONSTRAINT feedback_match_strength_check CHECK ((strength >= 0)),
    CONSTRAINT match_said_by_somebody CHECK ((((state)::text = 'suggested'::text) OR (user_id IS NOT NULL)))
);
ALTER TABLE feedback_match ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME feedback_match_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE feedback_politequestion (
    review_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    outgoing uuid NOT NULL
);
CREATE TABLE feedback_publicanswer (
    id bigint NOT NULL,
    version integer NOT NULL,
    text text NOT NULL,
    state character varying(8) NOT NULL,
    at timestamp with time zone NOT NULL,
    outgoing uuid,
    link character varying(500) NOT NULL,
    posted_at timestamp with time zone,
    message_id bigint,
    review_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT answer_posted_when CHECK (((NOT ((state)::text = 'posted'::text)) OR (posted_at IS NOT NULL))),
    CONSTRAINT feedback_publicanswer_version_check CHECK ((version >= 0))
);
ALTER TABLE feedback_publicanswer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME feedback_publicanswer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE feedback_review (
    id bigint NOT NULL,
    external_id character varying(200) NOT NULL,
    stars double precision,
    title character varying(300) NOT NULL,
    text text NOT NULL,
    author character varying(160) NOT NULL,
    language character varying(10) NOT NULL,
    product character varying(200) NOT NULL,
    "order" character varying(120) NOT NULL,
    device character varying(120) NOT NULL,
    url character varying(500) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    arrived_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    digest character varying(64) NOT NULL,
    negative boolean NOT NULL,
    change character varying(6) NOT NULL,
    stars_before double precision,
    state character varying(8) NOT NULL,
    answer_due timestamp with time zone,
    answered_at timestamp with time zone,
    owed_as bigint,
    case_id bigint,
    customer_id bigint,
    source_id bigint NOT NULL,
    is_sought boolean DEFAULT false NOT NULL,
    CONSTRAINT feedback_review_version_check CHECK ((version >= 0)),
    CONSTRAINT review_answered_when CHECK (((NOT ((state)::text = 'answered'::text)) OR (answered_at IS NOT NULL))),
    CONSTRAINT review_owed_has_case CHECK (((NOT ((state)::text = 'owed'::text)) OR ((answer_due IS NOT NULL) AND (answered_at IS NULL) AND (case_id IS NOT NULL)))),
    CONSTRAINT review_stars CHECK (((stars IS NULL) OR ((stars >= (0.0)::double precision) AND (stars <= (5.0)::double precision))))
);
ALTER TABLE feedback_review ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME feedback_review_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE feedback_version (
    id bigint NOT NULL,
    number integer NOT NULL,
    digest character varying(64) NOT NULL,
    stars double precision,
    title character varying(300) NOT NULL,
    text text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    at timestamp with time zone NOT NULL,
    review_id bigint NOT NULL,
    CONSTRAINT feedback_version_number_check CHECK ((number >= 0))
);
ALTER TABLE feedback_version ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME feedback_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE feedback_wrongrow (
    id bigint NOT NULL,
    "row" integer NOT NULL,
    reason character varying(40) NOT NULL,
    line character varying(400) NOT NULL,
    run_id bigint NOT NULL,
    CONSTRAINT feedback_wrongrow_row_check CHECK (("row" >= 0))
);
ALTER TABLE feedback_wrongrow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME feedback_wrongrow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE files_file (
    id bigint NOT NULL,
    key character varying(24) NOT NULL,
    sha256 character varying(64) NOT NULL,
    size bigint NOT NULL,
    name character varying(255) NOT NULL,
    type character varying(120) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    damaged_at timestamp with time zone,
    said jsonb,
    CONSTRAINT file_size CHECK ((size >= 0))
);
ALTER TABLE files_file ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME files_file_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE handoffs_alarm (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    words character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone,
    case_id bigint NOT NULL,
    person_id bigint NOT NULL,
    who_id bigint,
    handoff_id bigint
);
ALTER TABLE handoffs_alarm ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME handoffs_alarm_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE handoffs_handoff (
    id bigint NOT NULL,
    summary text NOT NULL,
    question text NOT NULL,
    told text NOT NULL,
    offered_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    epoch integer NOT NULL,
    state character varying(10) NOT NULL,
    answered_at timestamp with time zone,
    reason character varying(300) NOT NULL,
    answer text NOT NULL,
    returned_at timestamp with time zone,
    returned_epoch integer,
    answered_by_id bigint,
    back_to_id bigint,
    case_id bigint NOT NULL,
    sender_id bigint NOT NULL,
    to_team_id bigint,
    to_user_id bigint,
    CONSTRAINT handoff_answered_once CHECK ((((answered_at IS NULL) AND (answered_by_id IS NULL) AND ((state)::text = 'offered'::text)) OR ((answered_at IS NOT NULL) AND (answered_by_id IS NOT NULL) AND ((state)::text = 'accepted'::text)) OR ((answered_at IS NOT NULL) AND (answered_by_id IS NOT NULL) AND ((state)::text = 'declined'::text) AND (NOT ((reason)::text = ''::text))) OR ((answered_at IS NOT NULL) AND ((state)::text = ANY (ARRAY[('expired'::character varying)::text, ('withdrawn'::character varying)::text]))))),
    CONSTRAINT handoff_expires_finite CHECK (isfinite(expires_at)),
    CONSTRAINT handoff_expires_later CHECK ((expires_at > offered_at)),
    CONSTRAINT handoff_one_target CHECK ((((to_team_id IS NULL) AND (to_user_id IS NOT NULL)) OR ((to_team_id IS NOT NULL) AND (to_user_id IS NULL)))),
    CONSTRAINT handoff_returned_once CHECK ((((answer = ''::text) AND (returned_at IS NULL) AND (returned_epoch IS NULL)) OR ((back_to_id IS NOT NULL) AND (returned_at IS NOT NULL) AND (returned_epoch IS NOT NULL) AND ((state)::text = 'accepted'::text) AND (NOT (answer = ''::text))))),
    CONSTRAINT handoff_to_another CHECK ((NOT ((to_user_id = sender_id) AND (to_user_id IS NOT NULL)))),
    CONSTRAINT handoffs_handoff_epoch_check CHECK ((epoch >= 0)),
    CONSTRAINT handoffs_handoff_returned_epoch_check CHECK ((returned_epoch >= 0))
);
ALTER TABLE handoffs_handoff ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME handoffs_handoff_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE invariants_day (
    day date NOT NULL,
    worst integer NOT NULL,
    "left" integer NOT NULL,
    CONSTRAINT invariants_day_left_check CHECK (("left" >= 0)),
    CONSTRAINT invariants_day_worst_check CHECK ((worst >= 0))
);
CREATE TABLE invariants_tally (
    name character varying(120) NOT NULL,
    broken integer NOT NULL,
    examples jsonb NOT NULL,
    counted_at timestamp with time zone NOT NULL,
    took_ms integer NOT NULL,
    mark bigint NOT NULL,
    place bigint NOT NULL,
    whole_at timestamp with time zone,
    CONSTRAINT invariants_tally_broken_check CHECK ((broken >= 0)),
    CONSTRAINT invariants_tally_took_ms_check CHECK ((took_ms >= 0))
);
CREATE TABLE jobs_beat (
    name character varying(80) NOT NULL,
    kind character varying(20) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    facts jsonb NOT NULL
);
CREATE TABLE jobs_key (
    id bigint NOT NULL,
    scope character varying(80) NOT NULL,
    key character varying(200) NOT NULL,
    digest character varying(64) NOT NULL,
    status smallint NOT NULL,
    answer jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT jobs_key_status_check CHECK ((status >= 0))
);
ALTER TABLE jobs_key ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME jobs_key_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE jobs_rescue (
    job bigint NOT NULL,
    times smallint NOT NULL,
    CONSTRAINT jobs_rescue_times_check CHECK ((times >= 0))
);
CREATE TABLE jobs_sweeprun (
    name character varying(120) NOT NULL,
    ran_at timestamp with time zone NOT NULL,
    took_ms integer NOT NULL,
    failures integer NOT NULL,
    error text NOT NULL,
    CONSTRAINT jobs_sweeprun_failures_check CHECK ((failures >= 0)),
    CONSTRAINT jobs_sweeprun_took_ms_check CHECK ((took_ms >= 0))
);
CREATE TABLE journal_entry (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind character varying(80) NOT NULL,
    actor character varying(80) NOT NULL,
    "case" bigint,
    customer bigint,
    subject character varying(80) NOT NULL,
    facts jsonb NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp()
)
PARTITION BY RANGE (at);
ALTER TABLE journal_entry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME journal_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE journal_entry_rest (
    id bigint CONSTRAINT journal_entry_id_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT journal_entry_at_not_null NOT NULL,
    kind character varying(80) CONSTRAINT journal_entry_kind_not_null NOT NULL,
    actor character varying(80) CONSTRAINT journal_entry_actor_not_null NOT NULL,
    "case" bigint,
    customer bigint,
    subject character varying(80) CONSTRAINT journal_entry_subject_not_null NOT NULL,
    facts jsonb CONSTRAINT journal_entry_facts_not_null NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp()
);
CREATE TABLE journal_reaction (
    id bigint NOT NULL,
    entry bigint NOT NULL,
    entry_at timestamp with time zone NOT NULL,
    name character varying(120) NOT NULL,
    subject character varying(80) NOT NULL,
    attempts smallint NOT NULL,
    next_try timestamp with time zone NOT NULL,
    failed_at timestamp with time zone,
    error text NOT NULL,
    CONSTRAINT journal_reaction_attempts_check CHECK ((attempts >= 0))
);
ALTER TABLE journal_reaction ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME journal_reaction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);
ALTER TABLE mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE people_membership (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    team_id bigint NOT NULL
);
ALTER TABLE people_membership ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME people_membership_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE people_presence (
    user_id bigint NOT NULL,
    state character varying(10) NOT NULL,
    reason character varying(80) NOT NULL,
    since timestamp with time zone NOT NULL,
    seen_at timestamp with time zone,
    capacity smallint NOT NULL,
    CONSTRAINT people_presence_capacity_check CHECK ((capacity >= 0))
);
CREATE TABLE people_queue (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    names jsonb NOT NULL,
    languages jsonb NOT NULL,
    is_default boolean NOT NULL,
    deputy_id bigint,
    duty_lead_id bigint NOT NULL,
    team_id bigint NOT NULL
);
ALTER TABLE people_queue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME people_queue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE people_team (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    names jsonb NOT NULL,
    zone character varying(60) NOT NULL
);
ALTER TABLE people_team ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME people_team_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE portal_seat (
    contact_id bigint NOT NULL,
    sees boolean NOT NULL,
    manages boolean NOT NULL,
    given_by character varying(80) NOT NULL,
    given_at timestamp with time zone NOT NULL,
    company_id bigint NOT NULL
);
CREATE TABLE portal_session (
    id bigint NOT NULL,
    token character varying(64) NOT NULL,
    browser character varying(120) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    contact_id bigint NOT NULL
);
ALTER TABLE portal_session ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME portal_session_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE portal_signin (
    id bigint NOT NULL,
    ticket character varying(64) NOT NULL,
    kind character varying(10) NOT NULL,
    who character varying(40) NOT NULL,
    address text NOT NULL,
    language character varying(10) NOT NULL,
    code character varying(64) NOT NULL,
    link character varying(64) NOT NULL,
    tries smallint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    contact_id bigint,
    is_plain boolean DEFAULT true NOT NULL,
    CONSTRAINT portal_signin_tries_check CHECK ((tries >= 0)),
    CONSTRAINT signin_tries CHECK ((tries <= 5))
);
ALTER TABLE portal_signin ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME portal_signin_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE portal_tally (
    id bigint NOT NULL,
    kind character varying(30) NOT NULL,
    who character varying(40) NOT NULL,
    since timestamp with time zone NOT NULL,
    count integer NOT NULL,
    CONSTRAINT portal_tally_count_check CHECK ((count >= 0))
);
ALTER TABLE portal_tally ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME portal_tally_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE privacy_erasure (
    id bigint NOT NULL,
    state character varying(9) NOT NULL,
    asked_by character varying(80) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    confirmed_by character varying(80) NOT NULL,
    reason character varying(300) NOT NULL,
    began_at timestamp with time zone,
    addresses jsonb NOT NULL,
    steps jsonb NOT NULL,
    leftover jsonb NOT NULL,
    ended_at timestamp with time zone,
    contact_id bigint NOT NULL,
    names jsonb DEFAULT '[]'::jsonb NOT NULL,
    around jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT erasure_confirmed_with_reason CHECK (((NOT ((state)::text = ANY (ARRAY[('running'::character varying)::text, ('done'::character varying)::text]))) OR ((NOT ((reason)::text = ''::text)) AND (NOT ((confirmed_by)::text = ''::text)) AND (began_at IS NOT NULL)))),
    CONSTRAINT erasure_done_keeps_no_address CHECK (((NOT ((state)::text = ANY (ARRAY[('done'::character varying)::text, ('withdrawn'::character varying)::text]))) OR ((addresses = '[]'::jsonb) AND (ended_at IS NOT NULL) AND (leftover = '[]'::jsonb) AND (names = '[]'::jsonb))))
);
ALTER TABLE privacy_erasure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME privacy_erasure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE privacy_heard (
    id smallint NOT NULL,
    message bigint NOT NULL,
    seen bigint DEFAULT 0 NOT NULL,
    horizon bigint DEFAULT 0 NOT NULL,
    CONSTRAINT heard_one_row CHECK ((id = 1)),
    CONSTRAINT privacy_heard_id_check CHECK ((id >= 0))
);
CREATE TABLE privacy_hold (
    id bigint NOT NULL,
    reason character varying(200) NOT NULL,
    by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    contact_id bigint NOT NULL
);
ALTER TABLE privacy_hold ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME privacy_hold_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE privacy_keeping (
    kind character varying(40) NOT NULL,
    days integer NOT NULL,
    is_on boolean NOT NULL,
    set_by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    dropped bigint NOT NULL,
    upto bigint NOT NULL,
    last_at timestamp with time zone,
    CONSTRAINT keeping_days CHECK ((days >= 1)),
    CONSTRAINT privacy_keeping_days_check CHECK ((days >= 0))
);
CREATE TABLE privacy_letgo (
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    day date NOT NULL,
    days integer NOT NULL,
    rows integer NOT NULL,
    CONSTRAINT privacy_letgo_days_check CHECK ((days >= 0)),
    CONSTRAINT privacy_letgo_rows_check CHECK ((rows >= 0))
);
ALTER TABLE privacy_letgo ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME privacy_letgo_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE privacy_personcopy (
    id bigint NOT NULL,
    state character varying(7) NOT NULL,
    asked_by character varying(80) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    language character varying(10) NOT NULL,
    tables_done smallint NOT NULL,
    tables smallint NOT NULL,
    ready_at timestamp with time zone,
    ends_at timestamp with time zone,
    contact_id bigint NOT NULL,
    file_id bigint,
    CONSTRAINT copy_ready_has_a_file CHECK (((NOT ((state)::text = 'ready'::text)) OR ((ends_at IS NOT NULL) AND (file_id IS NOT NULL)))),
    CONSTRAINT privacy_personcopy_tables_check CHECK ((tables >= 0)),
    CONSTRAINT privacy_personcopy_tables_done_check CHECK ((tables_done >= 0))
);
ALTER TABLE privacy_personcopy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME privacy_personcopy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE privacy_spoken (
    contact_id bigint NOT NULL,
    source character varying(7) NOT NULL,
    weights jsonb NOT NULL,
    messages jsonb NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE privacy_wishes (
    contact_id bigint NOT NULL,
    only_owed boolean NOT NULL,
    no_surveys boolean NOT NULL,
    not_by character varying(30)[] NOT NULL,
    quiet_from time without time zone,
    quiet_until time without time zone,
    told_by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT wishes_quiet_both_ends CHECK ((((quiet_from IS NULL) AND (quiet_until IS NULL)) OR ((quiet_from IS NOT NULL) AND (quiet_until IS NOT NULL))))
);
CREATE TABLE problems_problem (
    id bigint NOT NULL,
    dimension character varying(10) NOT NULL,
    value character varying(80) NOT NULL,
    state character varying(10) NOT NULL,
    since date NOT NULL,
    before double precision NOT NULL,
    after double precision NOT NULL,
    faults integer NOT NULL,
    certainty double precision NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    looked_at timestamp with time zone,
    mended_on date,
    ended_at timestamp with time zone,
    why text NOT NULL,
    version integer NOT NULL,
    owner_id bigint NOT NULL,
    product_id bigint NOT NULL,
    CONSTRAINT problem_dismissed_says_why CHECK (((NOT ((state)::text = 'dismissed'::text)) OR (NOT (why = ''::text)))),
    CONSTRAINT problem_ended_says_so CHECK ((((ended_at IS NULL) AND ((state)::text = ANY (ARRAY[('raised'::character varying)::text, ('worked'::character varying)::text, ('watched'::character varying)::text]))) OR ((ended_at IS NOT NULL) AND ((state)::text = ANY (ARRAY[('solved'::character varying)::text, ('dismissed'::character varying)::text]))))),
    CONSTRAINT problem_watched_since CHECK (((NOT ((state)::text = 'watched'::text)) OR (mended_on IS NOT NULL))),
    CONSTRAINT problem_worse CHECK ((after > before)),
    CONSTRAINT problems_problem_faults_check CHECK ((faults >= 0)),
    CONSTRAINT problems_problem_version_check CHECK ((version >= 0))
);
ALTER TABLE problems_problem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME problems_problem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);
CREATE SEQUENCE procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE procrastinate_events_id_seq OWNED BY procrastinate_events.id;
CREATE SEQUENCE procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE procrastinate_jobs_id_seq OWNED BY procrastinate_jobs.id;
CREATE TABLE procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);
CREATE SEQUENCE procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE procrastinate_periodic_defers_id_seq OWNED BY procrastinate_periodic_defers.id;
CREATE TABLE procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE promises_feasibility (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(80) NOT NULL,
    what character varying(300) NOT NULL,
    kind character varying(12) NOT NULL,
    due timestamp with time zone NOT NULL,
    chance double precision NOT NULL,
    earliest timestamp with time zone,
    reasons jsonb NOT NULL,
    sentence text NOT NULL,
    verdict character varying(8) NOT NULL,
    overruled_why character varying(200) NOT NULL,
    case_id bigint NOT NULL,
    overruled_by_id bigint,
    CONSTRAINT feasibility_chance CHECK (((chance >= (0.0)::double precision) AND (chance <= (1.0)::double precision))),
    CONSTRAINT feasibility_overruled_why CHECK (((overruled_by_id IS NULL) OR (NOT ((overruled_why)::text = ''::text))))
);
ALTER TABLE promises_feasibility ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME promises_feasibility_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE promises_housephrase (
    id bigint NOT NULL,
    language character varying(10) NOT NULL,
    words character varying(120) NOT NULL,
    kind character varying(30) NOT NULL,
    better character varying(300) NOT NULL,
    account_id bigint
);
ALTER TABLE promises_housephrase ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME promises_housephrase_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE promises_move (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(80) NOT NULL,
    before timestamp with time zone NOT NULL,
    after timestamp with time zone NOT NULL,
    why character varying(200) NOT NULL,
    promise_id bigint NOT NULL
);
ALTER TABLE promises_move ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME promises_move_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE promises_policy (
    id bigint NOT NULL,
    names jsonb NOT NULL,
    priority smallint,
    channel character varying(30) NOT NULL,
    tier character varying(20) NOT NULL,
    first_answer integer NOT NULL,
    next_answer integer NOT NULL,
    solution integer,
    follow_up integer NOT NULL,
    silence integer NOT NULL,
    active boolean NOT NULL,
    calendar_id bigint,
    contract_id bigint,
    queue_id bigint,
    CONSTRAINT policy_positive CHECK (((first_answer > 0) AND (follow_up > 0) AND (next_answer > 0) AND (silence > 0) AND ((solution IS NULL) OR (solution > 0)))),
    CONSTRAINT promises_policy_first_answer_check CHECK ((first_answer >= 0)),
    CONSTRAINT promises_policy_follow_up_check CHECK ((follow_up >= 0)),
    CONSTRAINT promises_policy_next_answer_check CHECK ((next_answer >= 0)),
    CONSTRAINT promises_policy_priority_check CHECK ((priority >= 0)),
    CONSTRAINT promises_policy_silence_check CHECK ((silence >= 0)),
    CONSTRAINT promises_policy_solution_check CHECK ((solution >= 0))
);
ALTER TABLE promises_policy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME promises_policy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE promises_promise (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    what character varying(300) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by character varying(80) NOT NULL,
    due timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    ended_at timestamp with time zone,
    ended_by character varying(80) NOT NULL,
    overdue_at timestamp with time zone,
    case_id bigint NOT NULL,
    ended_with uuid,
    waited_since timestamp with time zone,
    amends character varying(8) DEFAULT ''::character varying NOT NULL,
    amends_why character varying(200) DEFAULT ''::character varying NOT NULL,
    calendar_id bigint,
    chance double precision,
    channel character varying(30) DEFAULT ''::character varying NOT NULL,
    ended_why character varying(200) DEFAULT ''::character varying NOT NULL,
    firm boolean DEFAULT true NOT NULL,
    keeper_id bigint,
    "left" integer,
    message_id bigint,
    moved_to_id bigint,
    paused_at timestamp with time zone,
    paused_because character varying(20) DEFAULT ''::character varying NOT NULL,
    paused_for integer DEFAULT 0 NOT NULL,
    risk smallint DEFAULT 0 NOT NULL,
    risk_at timestamp with time zone,
    risk_why character varying(200) DEFAULT ''::character varying NOT NULL,
    said character varying(500) DEFAULT ''::character varying NOT NULL,
    since timestamp with time zone,
    span integer,
    told_at timestamp with time zone,
    told_due timestamp with time zone,
    told_with uuid,
    untold_why character varying(200) DEFAULT ''::character varying NOT NULL,
    warn_at timestamp with time zone,
    warned smallint DEFAULT 0 NOT NULL,
    feasibility_id bigint,
    policy_id bigint,
    released_by_id bigint,
    CONSTRAINT promise_chance CHECK (((chance IS NULL) OR ((chance >= (0.0)::double precision) AND (chance <= (1.0)::double precision)))),
    CONSTRAINT promise_clock CHECK (((("left" IS NULL) AND (span IS NULL)) OR ((since IS NOT NULL) AND (span IS NOT NULL)))),
    CONSTRAINT promise_due_finite CHECK (isfinite(due)),
    CONSTRAINT promise_ended_when CHECK ((((ended_at IS NULL) AND ((state)::text = 'open'::text)) OR ((NOT ((state)::text = 'open'::text)) AND (ended_at IS NOT NULL)))),
    CONSTRAINT promise_missed_told CHECK (((NOT ((state)::text = 'missed'::text)) OR ((told_at IS NOT NULL) AND (NOT ((amends)::text = ''::text))))),
    CONSTRAINT promise_not_itself CHECK ((NOT ((moved_to_id = id) AND (moved_to_id IS NOT NULL)))),
    CONSTRAINT promise_paused_because CHECK ((((paused_at IS NULL) AND ((paused_because)::text = ''::text)) OR ((paused_at IS NOT NULL) AND (NOT ((paused_because)::text = ''::text))))),
    CONSTRAINT promise_risk CHECK ((risk <= 2)),
    CONSTRAINT promise_told_in_time CHECK (((told_at IS NULL) OR (told_at < due) OR (NOT ((untold_why)::text = ''::text)))),
    CONSTRAINT promise_warned CHECK ((warned = ANY (ARRAY[0, 50, 75, 90]))),
    CONSTRAINT promise_was_feasible CHECK (((NOT ((kind)::text = 'person'::text)) OR (feasibility_id IS NOT NULL))),
    CONSTRAINT promise_within_ten_years CHECK ((due < (made_at + '3653 days'::interval))),
    CONSTRAINT promises_promise_left_check CHECK (("left" >= 0)),
    CONSTRAINT promises_promise_paused_for_check CHECK ((paused_for >= 0)),
    CONSTRAINT promises_promise_risk_check CHECK ((risk >= 0)),
    CONSTRAINT promises_promise_span_check CHECK ((span >= 0)),
    CONSTRAINT promises_promise_warned_check CHECK ((warned >= 0))
);
ALTER TABLE promises_promise ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME promises_promise_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE promises_proposal (
    id bigint NOT NULL,
    said character varying(500) NOT NULL,
    said_by character varying(80) NOT NULL,
    what character varying(300) NOT NULL,
    due timestamp with time zone NOT NULL,
    firm boolean NOT NULL,
    channel character varying(30) NOT NULL,
    why character varying(8) NOT NULL,
    found_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone,
    state character varying(9) NOT NULL,
    ended_at timestamp with time zone,
    ended_by character varying(80) NOT NULL,
    reason character varying(10) NOT NULL,
    case_id bigint NOT NULL,
    message_id bigint,
    note_id bigint,
    promise_id bigint,
    CONSTRAINT proposal_ended CHECK ((((ended_at IS NULL) AND (promise_id IS NULL) AND ((reason)::text = ''::text) AND ((state)::text = 'open'::text)) OR ((ended_at IS NOT NULL) AND (promise_id IS NOT NULL) AND ((reason)::text = ''::text) AND ((state)::text = 'recorded'::text)) OR ((ended_at IS NOT NULL) AND (promise_id IS NULL) AND ((state)::text = 'dismissed'::text) AND (NOT ((reason)::text = ''::text))))),
    CONSTRAINT proposal_one_place CHECK ((((message_id IS NULL) AND (note_id IS NOT NULL)) OR ((message_id IS NOT NULL) AND (note_id IS NULL))))
);
ALTER TABLE promises_proposal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME promises_proposal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE promises_recompute (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(80) NOT NULL,
    done_at timestamp with time zone,
    upto bigint NOT NULL,
    looked_at integer NOT NULL,
    earlier integer NOT NULL,
    later integer NOT NULL,
    most_earlier integer NOT NULL,
    most_later integer NOT NULL,
    calendar_id bigint,
    policy_id bigint,
    team_id bigint,
    CONSTRAINT promises_recompute_earlier_check CHECK ((earlier >= 0)),
    CONSTRAINT promises_recompute_later_check CHECK ((later >= 0)),
    CONSTRAINT promises_recompute_looked_at_check CHECK ((looked_at >= 0)),
    CONSTRAINT promises_recompute_most_earlier_check CHECK ((most_earlier >= 0)),
    CONSTRAINT promises_recompute_most_later_check CHECK ((most_later >= 0)),
    CONSTRAINT recompute_of_one CHECK ((((calendar_id IS NOT NULL) AND (policy_id IS NULL) AND (team_id IS NULL)) OR ((calendar_id IS NULL) AND (policy_id IS NOT NULL) AND (team_id IS NULL)) OR ((calendar_id IS NULL) AND (policy_id IS NULL) AND (team_id IS NOT NULL))))
);
ALTER TABLE promises_recompute ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME promises_recompute_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE promises_warning (
    id bigint NOT NULL,
    step smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone,
    fallback_id bigint,
    person_id bigint NOT NULL,
    promise_id bigint NOT NULL,
    CONSTRAINT promises_warning_step_check CHECK ((step >= 0))
);
ALTER TABLE promises_warning ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME promises_warning_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE recovery_apology (
    id bigint NOT NULL,
    state character varying(6) NOT NULL,
    because character varying(8) NOT NULL,
    language character varying(10) NOT NULL,
    text text NOT NULL,
    new_due timestamp with time zone NOT NULL,
    drafted_at timestamp with time zone NOT NULL,
    send_at timestamp with time zone,
    vouched_at timestamp with time zone,
    vouched_why character varying(200) NOT NULL,
    held_at timestamp with time zone,
    ended_at timestamp with time zone,
    ended_by character varying(80) NOT NULL,
    outgoing uuid,
    lost_at timestamp with time zone,
    feasibility_id bigint,
    promise_id bigint NOT NULL,
    vouched_by_id bigint,
    CONSTRAINT apology_sent_when CHECK ((((ended_at IS NULL) AND (outgoing IS NULL) AND ((state)::text = 'draft'::text)) OR ((ended_at IS NOT NULL) AND (outgoing IS NULL) AND ((state)::text = 'spared'::text)) OR ((ended_at IS NOT NULL) AND (outgoing IS NOT NULL) AND ((state)::text = 'sent'::text)))),
    CONSTRAINT apology_vouched_why CHECK ((((vouched_at IS NULL) AND (vouched_by_id IS NULL)) OR ((vouched_at IS NOT NULL) AND (vouched_by_id IS NOT NULL) AND (NOT ((vouched_why)::text = ''::text)))))
);
ALTER TABLE recovery_apology ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME recovery_apology_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE recovery_authority (
    id bigint NOT NULL,
    role character varying(20) NOT NULL,
    most numeric(10,2) NOT NULL,
    currency character varying(3) NOT NULL,
    CONSTRAINT authority_most CHECK ((most >= (0)::numeric))
);
ALTER TABLE recovery_authority ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME recovery_authority_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE recovery_budget (
    id bigint NOT NULL,
    starts timestamp with time zone NOT NULL,
    ends timestamp with time zone NOT NULL,
    currency character varying(3) NOT NULL,
    amount numeric(12,2) NOT NULL,
    held numeric(12,2) NOT NULL,
    spent numeric(12,2) NOT NULL,
    team_id bigint NOT NULL,
    CONSTRAINT budget_ends_later CHECK ((ends > starts)),
    CONSTRAINT budget_not_exceeded CHECK (((amount >= (held + spent)) AND (held >= (0)::numeric) AND (spent >= (0)::numeric)))
);
ALTER TABLE recovery_budget ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME recovery_budget_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE recovery_choice (
    id bigint NOT NULL,
    cost numeric(10,2) NOT NULL,
    value numeric(10,2) NOT NULL,
    offer_id bigint NOT NULL,
    remedy_id bigint NOT NULL
);
ALTER TABLE recovery_choice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME recovery_choice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE recovery_floor (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    value numeric(10,2) NOT NULL,
    currency character varying(3) NOT NULL,
    contract_id bigint NOT NULL,
    CONSTRAINT floor_value CHECK ((value > (0)::numeric))
);
ALTER TABLE recovery_floor ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME recovery_floor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE recovery_nudge (
    id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    step smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    outgoing uuid,
    case_id bigint NOT NULL,
    CONSTRAINT nudge_step CHECK ((step = ANY (ARRAY[1, 2, 3]))),
    CONSTRAINT recovery_nudge_step_check CHECK ((step >= 0))
);
ALTER TABLE recovery_nudge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME recovery_nudge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE recovery_nudgerule (
    id bigint NOT NULL,
    "on" boolean NOT NULL,
    first smallint NOT NULL,
    second smallint NOT NULL,
    final smallint NOT NULL,
    queue_id bigint,
    CONSTRAINT nudgerule_in_order CHECK (((final > second) AND (first > 0) AND (second > first))),
    CONSTRAINT recovery_nudgerule_final_check CHECK ((final >= 0)),
    CONSTRAINT recovery_nudgerule_first_check CHECK ((first >= 0)),
    CONSTRAINT recovery_nudgerule_second_check CHECK ((second >= 0))
);
ALTER TABLE recovery_nudgerule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME recovery_nudgerule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE recovery_offer (
    id bigint NOT NULL,
    state character varying(9) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by character varying(80) NOT NULL,
    said text NOT NULL,
    outgoing uuid,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_why character varying(200) NOT NULL,
    words text NOT NULL,
    wants_else boolean NOT NULL,
    consent_at timestamp with time zone,
    held numeric(10,2) NOT NULL,
    cost numeric(10,2) NOT NULL,
    accounted_at timestamp with time zone,
    budget_id bigint,
    case_id bigint NOT NULL,
    consent_message_id bigint,
    delivery_id bigint,
    promise_id bigint,
    task_id bigint,
    user_id bigint,
    chosen_id bigint,
    CONSTRAINT offer_accepted_or_nothing CHECK ((((state)::text = 'accepted'::text) OR ((chosen_id IS NULL) AND (cost = (0)::numeric) AND (delivery_id IS NULL)))),
    CONSTRAINT offer_ended_when CHECK ((((ended_at IS NULL) AND ((state)::text = ANY (ARRAY[('asked'::character varying)::text, ('offered'::character varying)::text]))) OR (ended_at IS NOT NULL))),
    CONSTRAINT offer_holds_of_a_budget CHECK (((cost >= (0)::numeric) AND (held >= (0)::numeric) AND (((cost = (0)::numeric) AND (held = (0)::numeric)) OR (budget_id IS NOT NULL)))),
    CONSTRAINT offer_only_by_consent CHECK (((NOT ((state)::text = 'accepted'::text)) OR ((chosen_id IS NOT NULL) AND (consent_at IS NOT NULL) AND (delivery_id IS NOT NULL) AND (NOT (words = ''::text)))))
);
ALTER TABLE recovery_offer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME recovery_offer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE recovery_remedy (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    names jsonb NOT NULL,
    says jsonb NOT NULL,
    cost numeric(10,2) NOT NULL,
    value numeric(10,2) NOT NULL,
    currency character varying(3) NOT NULL,
    fits character varying(12)[] NOT NULL,
    min_role character varying(20) NOT NULL,
    minutes integer NOT NULL,
    active boolean NOT NULL,
    CONSTRAINT recovery_remedy_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT remedy_sums CHECK (((cost >= (0)::numeric) AND (minutes > 0) AND (value >= (0)::numeric)))
);
ALTER TABLE recovery_remedy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME recovery_remedy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE recovery_watch (
    promise_id bigint NOT NULL,
    next_at timestamp with time zone NOT NULL
);
CREATE TABLE recovery_watchmark (
    id smallint NOT NULL,
    warning bigint NOT NULL,
    CONSTRAINT recovery_watchmark_id_check CHECK ((id >= 0)),
    CONSTRAINT watchmark_one_row CHECK ((id = 1))
);
CREATE TABLE repeats_mention (
    id bigint NOT NULL,
    kind character varying(6) NOT NULL,
    value character varying(254) NOT NULL,
    shown character varying(254) NOT NULL,
    at timestamp with time zone NOT NULL,
    conversation_id bigint NOT NULL
);
ALTER TABLE repeats_mention ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME repeats_mention_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE repeats_recognition (
    id bigint NOT NULL,
    verdict character varying(6) NOT NULL,
    score double precision NOT NULL,
    verified boolean NOT NULL,
    evidence jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    answer character varying(5) NOT NULL,
    answered_at timestamp with time zone,
    answered_by_id bigint,
    case_id bigint NOT NULL,
    conversation_id bigint NOT NULL,
    known_id bigint NOT NULL,
    CONSTRAINT recognition_answered_when CHECK (((((answer)::text = ''::text) AND (answered_at IS NULL)) OR ((NOT ((answer)::text = ''::text)) AND (answered_at IS NOT NULL)))),
    CONSTRAINT recognition_attach_only_verified CHECK (((NOT ((verdict)::text = 'attach'::text)) OR verified)),
    CONSTRAINT recognition_offers_another CHECK ((((verdict)::text = 'attach'::text) OR (NOT (case_id = known_id)) OR (NOT ((answer)::text = ''::text))))
);
ALTER TABLE repeats_recognition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME repeats_recognition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE routing_firstreading (
    id bigint NOT NULL,
    level smallint NOT NULL,
    physical boolean NOT NULL,
    signs jsonb NOT NULL,
    fits jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    before_id bigint,
    case_id bigint NOT NULL,
    rule_id bigint,
    CONSTRAINT routing_firstreading_level_check CHECK ((level >= 0))
);
ALTER TABLE routing_firstreading ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME routing_firstreading_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE routing_hint (
    message_id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    words character varying(120) NOT NULL,
    at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    settled_by character varying(80) NOT NULL,
    CONSTRAINT hint_settled_by_somebody CHECK ((((settled_at IS NULL) AND ((settled_by)::text = ''::text)) OR ((settled_at IS NOT NULL) AND (NOT ((settled_by)::text = ''::text)))))
);
CREATE TABLE routing_rule (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    "position" integer NOT NULL,
    active boolean NOT NULL,
    channel character varying(30) NOT NULL,
    language character varying(10) NOT NULL,
    words text NOT NULL,
    place text NOT NULL,
    product text NOT NULL,
    tier character varying(20) NOT NULL,
    urgency smallint NOT NULL,
    physical boolean NOT NULL,
    complaint boolean NOT NULL,
    made_at timestamp with time zone NOT NULL,
    queue_id bigint NOT NULL,
    CONSTRAINT routing_rule_position_check CHECK (("position" >= 0)),
    CONSTRAINT routing_rule_urgency_check CHECK ((urgency >= 0)),
    CONSTRAINT rule_asks_something CHECK ((NOT (((channel)::text = ''::text) AND ((language)::text = ''::text) AND (words = ''::text) AND (place = ''::text) AND (product = ''::text) AND ((tier)::text = ''::text) AND (urgency = 0) AND (NOT complaint) AND (NOT physical))))
);
ALTER TABLE routing_rule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME routing_rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tasks_department (
    id bigint NOT NULL,
    public_names jsonb NOT NULL,
    minutes integer NOT NULL,
    active boolean NOT NULL,
    lead_id bigint,
    team_id bigint NOT NULL,
    CONSTRAINT department_minutes CHECK ((minutes > 0)),
    CONSTRAINT tasks_department_minutes_check CHECK ((minutes >= 0))
);
ALTER TABLE tasks_department ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tasks_department_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tasks_held (
    id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    because character varying(20) NOT NULL,
    user_id bigint NOT NULL,
    task_id bigint NOT NULL
);
ALTER TABLE tasks_held ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tasks_held_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tasks_item (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    text character varying(200) NOT NULL,
    mandatory boolean NOT NULL,
    state character varying(7) NOT NULL,
    reason character varying(300) NOT NULL,
    at timestamp with time zone,
    by_id bigint,
    task_id bigint NOT NULL,
    CONSTRAINT task_item_skipped_why CHECK (((NOT (mandatory AND ((state)::text = 'skipped'::text))) OR (NOT ((reason)::text = ''::text)))),
    CONSTRAINT tasks_item_position_check CHECK (("position" >= 0))
);
ALTER TABLE tasks_item ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tasks_item_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tasks_planstep (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    kind character varying(8) NOT NULL,
    title character varying(200) NOT NULL,
    question text NOT NULL,
    minutes integer NOT NULL,
    blocking boolean NOT NULL,
    public_label character varying(120) NOT NULL,
    items jsonb NOT NULL,
    conditions jsonb NOT NULL,
    "when" character varying(8) NOT NULL,
    approver_id bigint,
    substitute_id bigint,
    team_id bigint NOT NULL,
    plan_id bigint NOT NULL,
    CONSTRAINT plan_step_approver CHECK (((NOT ((kind)::text = 'approval'::text)) OR (approver_id IS NOT NULL))),
    CONSTRAINT plan_step_minutes CHECK ((minutes > 0)),
    CONSTRAINT plan_step_two_people CHECK (((approver_id IS NULL) OR (substitute_id IS NULL) OR (NOT ((approver_id = substitute_id) AND (approver_id IS NOT NULL) AND (substitute_id IS NOT NULL))))),
    CONSTRAINT tasks_planstep_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT tasks_planstep_position_check CHECK (("position" >= 0))
);
ALTER TABLE tasks_planstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tasks_planstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tasks_task (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    turn smallint NOT NULL,
    step smallint NOT NULL,
    conditions jsonb NOT NULL,
    "when" character varying(8) NOT NULL,
    title character varying(200) NOT NULL,
    question text NOT NULL,
    public_names jsonb NOT NULL,
    blocking boolean NOT NULL,
    minutes integer NOT NULL,
    due timestamp with time zone,
    state character varying(9) NOT NULL,
    verdict character varying(8) NOT NULL,
    result text NOT NULL,
    reason character varying(500) NOT NULL,
    made_by character varying(80) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    late_at timestamp with time zone,
    ended_at timestamp with time zone,
    ended_by character varying(80) NOT NULL,
    spent integer,
    owed_as bigint,
    after_id bigint,
    approver_id bigint,
    asked_by_id bigint,
    assignee_id bigint,
    case_id bigint NOT NULL,
    decided_by_id bigint,
    substitute_id bigint,
    team_id bigint NOT NULL,
    plan_id bigint,
    CONSTRAINT task_approval_has_somebody CHECK (((NOT (((kind)::text = 'approval'::text) AND ((state)::text = 'open'::text))) OR (assignee_id IS NOT NULL))),
    CONSTRAINT task_approver CHECK (((NOT ((kind)::text = 'approval'::text)) OR (approver_id IS NOT NULL))),
    CONSTRAINT task_decided CHECK (((NOT (((kind)::text = ANY (ARRAY[('review'::character varying)::text, ('approval'::character varying)::text])) AND ((state)::text = 'done'::text))) OR (NOT ((verdict)::text = ''::text)))),
    CONSTRAINT task_due_finite CHECK (isfinite(due)),
    CONSTRAINT task_ended_when CHECK (((((state)::text = ANY (ARRAY[('planned'::character varying)::text, ('open'::character varying)::text])) AND (ended_at IS NULL)) OR ((NOT ((state)::text = ANY (ARRAY[('planned'::character varying)::text, ('open'::character varying)::text]))) AND (ended_at IS NOT NULL)))),
    CONSTRAINT task_ended_why CHECK (((NOT ((state)::text = ANY (ARRAY[('declined'::character varying)::text, ('cancelled'::character varying)::text, ('skipped'::character varying)::text]))) OR (NOT ((reason)::text = ''::text)))),
    CONSTRAINT task_four_eyes CHECK (((NOT ((kind)::text = 'approval'::text)) OR (NOT ((decided_by_id = asked_by_id) AND (decided_by_id IS NOT NULL) AND (asked_by_id IS NOT NULL))))),
    CONSTRAINT task_minutes CHECK ((minutes > 0)),
    CONSTRAINT task_open_is_due CHECK (((NOT ((state)::text = 'open'::text)) OR ((due IS NOT NULL) AND (owed_as IS NOT NULL) AND (started_at IS NOT NULL)))),
    CONSTRAINT tasks_task_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT tasks_task_spent_check CHECK ((spent >= 0)),
    CONSTRAINT tasks_task_step_check CHECK ((step >= 0)),
    CONSTRAINT tasks_task_turn_check CHECK ((turn >= 0))
);
ALTER TABLE tasks_task ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tasks_task_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tasks_taskplan (
    id bigint NOT NULL,
    names jsonb NOT NULL,
    active boolean NOT NULL
);
ALTER TABLE tasks_taskplan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tasks_taskplan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE telemetry_aside (
    id bigint NOT NULL,
    raw bigint NOT NULL,
    came_at timestamp with time zone NOT NULL,
    why character varying(12) NOT NULL,
    reason character varying(300) NOT NULL,
    attempts smallint NOT NULL,
    next_try timestamp with time zone,
    seen_at timestamp with time zone,
    asset_id bigint NOT NULL,
    seen_by_id bigint,
    CONSTRAINT telemetry_aside_attempts_check CHECK ((attempts >= 0))
);
ALTER TABLE telemetry_aside ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME telemetry_aside_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE telemetry_batch (
    id bigint NOT NULL,
    came_at timestamp with time zone NOT NULL,
    messages integer NOT NULL,
    slow boolean NOT NULL,
    attempts smallint NOT NULL,
    next_try timestamp with time zone NOT NULL,
    CONSTRAINT telemetry_batch_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT telemetry_batch_messages_check CHECK ((messages >= 0))
);
ALTER TABLE telemetry_batch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME telemetry_batch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE telemetry_credential (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    digest character varying(64) NOT NULL,
    broker_hash character varying(200) NOT NULL,
    hint character varying(8) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    asset_id bigint NOT NULL,
    made_by_id bigint,
    revoked_by_id bigint,
    claimed_with_id bigint
);
ALTER TABLE telemetry_credential ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME telemetry_credential_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE telemetry_gap (
    id bigint NOT NULL,
    kind smallint NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    noticed_at timestamp with time zone NOT NULL,
    asset_id bigint NOT NULL,
    CONSTRAINT gap_is_one CHECK ((first <= last)),
    CONSTRAINT telemetry_gap_kind_check CHECK ((kind >= 0))
);
ALTER TABLE telemetry_gap ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME telemetry_gap_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE telemetry_last (
    at timestamp with time zone NOT NULL,
    value double precision NOT NULL,
    clock boolean NOT NULL,
    asset_id bigint NOT NULL,
    name_id bigint NOT NULL
);
CREATE TABLE telemetry_name (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    unit character varying(16) NOT NULL
);
ALTER TABLE telemetry_name ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME telemetry_name_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE telemetry_productkey (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    digest character varying(64) NOT NULL,
    hint character varying(8) NOT NULL,
    most integer NOT NULL,
    claimed integer NOT NULL,
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    made_by_id bigint,
    product_id bigint NOT NULL,
    revoked_by_id bigint,
    CONSTRAINT product_key_has_an_end CHECK ((claimed <= most)),
    CONSTRAINT telemetry_productkey_claimed_check CHECK ((claimed >= 0)),
    CONSTRAINT telemetry_productkey_most_check CHECK ((most >= 0))
);
ALTER TABLE telemetry_productkey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME telemetry_productkey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE telemetry_raw (
    id bigint NOT NULL,
    came_at timestamp with time zone NOT NULL,
    asset_id bigint NOT NULL,
    kind smallint NOT NULL,
    key uuid NOT NULL,
    payload bytea NOT NULL
)
PARTITION BY RANGE (came_at);
ALTER TABLE ONLY telemetry_raw ALTER COLUMN payload SET STORAGE MAIN;
CREATE TABLE telemetry_raw_rest (
    id bigint CONSTRAINT telemetry_raw_id_not_null NOT NULL,
    came_at timestamp with time zone CONSTRAINT telemetry_raw_came_at_not_null NOT NULL,
    asset_id bigint CONSTRAINT telemetry_raw_asset_id_not_null NOT NULL,
    kind smallint CONSTRAINT telemetry_raw_kind_not_null NOT NULL,
    key uuid CONSTRAINT telemetry_raw_key_not_null NOT NULL,
    payload bytea CONSTRAINT telemetry_raw_payload_not_null NOT NULL
);
ALTER TABLE ONLY telemetry_raw_rest ALTER COLUMN payload SET STORAGE MAIN;
CREATE TABLE telemetry_reading (
    asset_id bigint NOT NULL,
    name_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    value double precision NOT NULL
)
PARTITION BY RANGE (at);
CREATE TABLE telemetry_reading_rest (
    asset_id bigint CONSTRAINT telemetry_reading_asset_id_not_null NOT NULL,
    name_id bigint CONSTRAINT telemetry_reading_name_id_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT telemetry_reading_at_not_null NOT NULL,
    value double precision CONSTRAINT telemetry_reading_value_not_null NOT NULL
);
CREATE TABLE telemetry_span (
    size character varying(1) NOT NULL,
    start timestamp with time zone NOT NULL,
    count integer NOT NULL,
    low double precision NOT NULL,
    high double precision NOT NULL,
    sum double precision NOT NULL,
    asset_id bigint NOT NULL,
    name_id bigint NOT NULL,
    CONSTRAINT telemetry_span_count_check CHECK ((count >= 0))
);
CREATE TABLE telemetry_stand (
    asset_id bigint NOT NULL,
    heard_at timestamp with time zone NOT NULL,
    messages bigint NOT NULL,
    event_seq bigint,
    reading_seq bigint,
    restarts integer NOT NULL,
    wrong_clock integer NOT NULL,
    CONSTRAINT telemetry_stand_restarts_check CHECK ((restarts >= 0)),
    CONSTRAINT telemetry_stand_wrong_clock_check CHECK ((wrong_clock >= 0))
);
CREATE TABLE translating_connection (
    id smallint NOT NULL,
    kind character varying(30) NOT NULL,
    settings jsonb NOT NULL,
    is_on boolean NOT NULL,
    set_by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    rests_until timestamp with time zone,
    CONSTRAINT connection_one_row CHECK ((id = 1)),
    CONSTRAINT translating_connection_id_check CHECK ((id >= 0))
);
CREATE TABLE translating_rendering (
    id bigint NOT NULL,
    own text NOT NULL,
    "foreign" text NOT NULL,
    digest character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    case_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE translating_rendering ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME translating_rendering_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE translating_translation (
    id bigint NOT NULL,
    language character varying(10) NOT NULL,
    text text NOT NULL,
    lost jsonb NOT NULL,
    added jsonb NOT NULL,
    by character varying(30) NOT NULL,
    at timestamp with time zone NOT NULL,
    message_id bigint NOT NULL
);
ALTER TABLE translating_translation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME translating_translation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE translating_unasked (
    contact_id bigint NOT NULL,
    told_by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE usersessions_usersession (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ip inet NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    session_key character varying(40) NOT NULL,
    user_agent character varying(200) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE usersessions_usersession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME usersessions_usersession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE webchat_upload (
    id bigint NOT NULL,
    client uuid NOT NULL,
    file_id bigint NOT NULL,
    visitor_id bigint NOT NULL
);
ALTER TABLE webchat_upload ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME webchat_upload_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE webchat_visitor (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    origin character varying(200) NOT NULL,
    language character varying(10) NOT NULL,
    mail character varying(254) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL
);
ALTER TABLE webchat_visitor ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME webchat_visitor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE worktime_calendar (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    zone character varying(60) NOT NULL,
    weekly jsonb NOT NULL,
    region character varying(2) DEFAULT ''::character varying NOT NULL,
    subdivision character varying(20) DEFAULT ''::character varying NOT NULL,
    exceptions jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    names jsonb NOT NULL,
    CONSTRAINT worktime_calendar_version_check CHECK ((version >= 0))
);
ALTER TABLE worktime_calendar ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME worktime_calendar_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE worktime_sitehours (
    id bigint NOT NULL,
    calendar_id bigint NOT NULL,
    company_id bigint NOT NULL
);
ALTER TABLE worktime_sitehours ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME worktime_sitehours_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE worktime_teamhours (
    id bigint NOT NULL,
    calendar_id bigint NOT NULL,
    team_id bigint NOT NULL
);
ALTER TABLE worktime_teamhours ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME worktime_teamhours_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE world_caught (
    id bigint NOT NULL,
    channel character varying(30) NOT NULL,
    account character varying(254) NOT NULL,
    recipient character varying(254) NOT NULL,
    external_id character varying(250) NOT NULL,
    subject character varying(300) NOT NULL,
    text text NOT NULL,
    raw bytea NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE world_caught ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME world_caught_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY journal_entry ATTACH PARTITION journal_entry_rest DEFAULT;
ALTER TABLE ONLY telemetry_raw ATTACH PARTITION telemetry_raw_rest DEFAULT;
ALTER TABLE ONLY telemetry_reading ATTACH PARTITION telemetry_reading_rest DEFAULT;
ALTER TABLE ONLY procrastinate_events ALTER COLUMN id SET DEFAULT nextval('procrastinate_events_id_seq'::regclass);
ALTER TABLE ONLY procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('procrastinate_jobs_id_seq'::regclass);
ALTER TABLE ONLY procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('procrastinate_periodic_defers_id_seq'::regclass);
ALTER TABLE ONLY access_cache
    ADD CONSTRAINT access_cache_pkey PRIMARY KEY (cache_key);
ALTER TABLE ONLY access_grant
    ADD CONSTRAINT access_grant_pkey PRIMARY KEY (id);
ALTER TABLE ONLY access_grant
    ADD CONSTRAINT access_grant_token_key UNIQUE (token);
ALTER TABLE ONLY access_user
    ADD CONSTRAINT access_user_email_key UNIQUE (email);
ALTER TABLE ONLY access_user
    ADD CONSTRAINT access_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY access_workplace
    ADD CONSTRAINT access_workplace_pkey PRIMARY KEY (id);
ALTER TABLE ONLY account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);
ALTER TABLE ONLY account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);
ALTER TABLE ONLY account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY channels_account
    ADD CONSTRAINT account_once UNIQUE (kind, address);
ALTER TABLE ONLY alarms_reminder
    ADD CONSTRAINT alarm_reminder_once UNIQUE (alarm_id, step, person_id, at);
ALTER TABLE ONLY alarms_watch
    ADD CONSTRAINT alarm_watch_once UNIQUE (asset_id, rule_id);
ALTER TABLE ONLY alarms_alarm
    ADD CONSTRAINT alarms_alarm_pkey PRIMARY KEY (id);
ALTER TABLE ONLY alarms_change
    ADD CONSTRAINT alarms_change_pkey PRIMARY KEY (id);
ALTER TABLE ONLY alarms_escalation
    ADD CONSTRAINT alarms_escalation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY alarms_escalation
    ADD CONSTRAINT alarms_escalation_severity_key UNIQUE (severity);
ALTER TABLE ONLY alarms_flood
    ADD CONSTRAINT alarms_flood_pkey PRIMARY KEY (id);
ALTER TABLE ONLY alarms_floodlimit
    ADD CONSTRAINT alarms_floodlimit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY alarms_reminder
    ADD CONSTRAINT alarms_reminder_pkey PRIMARY KEY (id);
ALTER TABLE ONLY alarms_rule
    ADD CONSTRAINT alarms_rule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY alarms_visitrequest
    ADD CONSTRAINT alarms_visitrequest_pkey PRIMARY KEY (id);
ALTER TABLE ONLY alarms_watch
    ADD CONSTRAINT alarms_watch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY alarms_window
    ADD CONSTRAINT alarms_window_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analysis_forecast
    ADD CONSTRAINT analysis_forecast_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analysis_turn
    ADD CONSTRAINT analysis_turn_pkey PRIMARY KEY (name);
ALTER TABLE ONLY customers_apart
    ADD CONSTRAINT apart_once UNIQUE (one_id, other_id);
ALTER TABLE ONLY assets_asset
    ADD CONSTRAINT assets_asset_pkey PRIMARY KEY (id);
ALTER TABLE ONLY assets_asset
    ADD CONSTRAINT assets_asset_serial_key UNIQUE (serial);
ALTER TABLE ONLY assets_asset
    ADD CONSTRAINT assets_asset_token_key UNIQUE (token);
ALTER TABLE ONLY assets_document
    ADD CONSTRAINT assets_document_pkey PRIMARY KEY (id);
ALTER TABLE ONLY assets_field
    ADD CONSTRAINT assets_field_key_key UNIQUE (key);
ALTER TABLE ONLY assets_field
    ADD CONSTRAINT assets_field_pkey PRIMARY KEY (id);
ALTER TABLE ONLY assets_fitted
    ADD CONSTRAINT assets_fitted_pkey PRIMARY KEY (id);
ALTER TABLE ONLY assets_import
    ADD CONSTRAINT assets_import_pkey PRIMARY KEY (id);
ALTER TABLE ONLY assets_ownership
    ADD CONSTRAINT assets_ownership_pkey PRIMARY KEY (id);
ALTER TABLE ONLY assets_part
    ADD CONSTRAINT assets_part_number_key UNIQUE (number);
ALTER TABLE ONLY assets_part
    ADD CONSTRAINT assets_part_pkey PRIMARY KEY (id);
ALTER TABLE ONLY assets_product
    ADD CONSTRAINT assets_product_key_key UNIQUE (key);
ALTER TABLE ONLY assets_product
    ADD CONSTRAINT assets_product_pkey PRIMARY KEY (id);
ALTER TABLE ONLY assets_productpart
    ADD CONSTRAINT assets_productpart_pkey PRIMARY KEY (id);
ALTER TABLE ONLY assets_site
    ADD CONSTRAINT assets_site_pkey PRIMARY KEY (id);
ALTER TABLE ONLY assets_usage
    ADD CONSTRAINT assets_usage_pkey PRIMARY KEY (id);
ALTER TABLE ONLY assets_word
    ADD CONSTRAINT assets_word_pkey PRIMARY KEY (id);
ALTER TABLE ONLY auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY recovery_authority
    ADD CONSTRAINT authority_once UNIQUE (role, currency);
ALTER TABLE ONLY channels_automaticcount
    ADD CONSTRAINT automatic_once_a_day UNIQUE (address, day);
ALTER TABLE ONLY conversations_awaited
    ADD CONSTRAINT awaited_once UNIQUE (name, conversation_id);
ALTER TABLE ONLY recovery_budget
    ADD CONSTRAINT budget_once UNIQUE (team_id, currency, starts);
ALTER TABLE ONLY entitlements_campaignasset
    ADD CONSTRAINT campaign_asset_once UNIQUE (campaign_id, asset_id);
ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cases_caseconversation
    ADD CONSTRAINT cases_caseconversation_conversation_id_key UNIQUE (conversation_id);
ALTER TABLE ONLY cases_caseconversation
    ADD CONSTRAINT cases_caseconversation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cases_closure
    ADD CONSTRAINT cases_closure_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cases_draft_files
    ADD CONSTRAINT cases_draft_files_draft_id_file_id_17bc8499_uniq UNIQUE (draft_id, file_id);
ALTER TABLE ONLY cases_draft_files
    ADD CONSTRAINT cases_draft_files_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cases_draft
    ADD CONSTRAINT cases_draft_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cases_merge
    ADD CONSTRAINT cases_merge_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cases_note
    ADD CONSTRAINT cases_note_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cases_notefile
    ADD CONSTRAINT cases_notefile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cases_ownerchange
    ADD CONSTRAINT cases_ownerchange_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cases_question
    ADD CONSTRAINT cases_question_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cases_split
    ADD CONSTRAINT cases_split_new_id_key UNIQUE (new_id);
ALTER TABLE ONLY cases_split
    ADD CONSTRAINT cases_split_pkey PRIMARY KEY (id);
ALTER TABLE ONLY channels_account
    ADD CONSTRAINT channels_account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY channels_automaticcount
    ADD CONSTRAINT channels_automaticcount_pkey PRIMARY KEY (id);
ALTER TABLE ONLY channels_brand
    ADD CONSTRAINT channels_brand_line_key UNIQUE (line);
ALTER TABLE ONLY channels_brand
    ADD CONSTRAINT channels_brand_pkey PRIMARY KEY (id);
ALTER TABLE ONLY channels_media
    ADD CONSTRAINT channels_media_pkey PRIMARY KEY (id);
ALTER TABLE ONLY channels_outgoing
    ADD CONSTRAINT channels_outgoing_external_id_key UNIQUE (external_id);
ALTER TABLE ONLY channels_outgoing
    ADD CONSTRAINT channels_outgoing_pkey PRIMARY KEY (id);
ALTER TABLE ONLY channels_piece
    ADD CONSTRAINT channels_piece_pkey PRIMARY KEY (id);
ALTER TABLE ONLY channels_rawitem
    ADD CONSTRAINT channels_rawitem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY channels_sending
    ADD CONSTRAINT channels_sending_pkey PRIMARY KEY (id);
ALTER TABLE ONLY channels_standing
    ADD CONSTRAINT channels_standing_pkey PRIMARY KEY (account_id);
ALTER TABLE ONLY channels_template
    ADD CONSTRAINT channels_template_pkey PRIMARY KEY (id);
ALTER TABLE ONLY recovery_choice
    ADD CONSTRAINT choice_once UNIQUE (offer_id, remedy_id);
ALTER TABLE ONLY entitlements_contractasset
    ADD CONSTRAINT contract_asset_once UNIQUE (contract_id, asset_id);
ALTER TABLE ONLY conversations_awaited
    ADD CONSTRAINT conversations_awaited_pkey PRIMARY KEY (id);
ALTER TABLE ONLY conversations_conversation
    ADD CONSTRAINT conversations_conversation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY conversations_message
    ADD CONSTRAINT conversations_message_pkey PRIMARY KEY (id);
ALTER TABLE ONLY conversations_messagefile
    ADD CONSTRAINT conversations_messagefile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cover_absence
    ADD CONSTRAINT cover_absence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cover_coveralarm
    ADD CONSTRAINT cover_coveralarm_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cover_coverrule
    ADD CONSTRAINT cover_coverrule_pkey PRIMARY KEY (queue_id);
ALTER TABLE ONLY cover_decision
    ADD CONSTRAINT cover_decision_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cover_shifthandover
    ADD CONSTRAINT cover_shifthandover_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cover_shiftline
    ADD CONSTRAINT cover_shiftline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cover_skip
    ADD CONSTRAINT cover_skip_pkey PRIMARY KEY (id);
ALTER TABLE ONLY customers_apart
    ADD CONSTRAINT customers_apart_pkey PRIMARY KEY (id);
ALTER TABLE ONLY customers_company
    ADD CONSTRAINT customers_company_pkey PRIMARY KEY (id);
ALTER TABLE ONLY customers_contact
    ADD CONSTRAINT customers_contact_pkey PRIMARY KEY (id);
ALTER TABLE ONLY customers_handle
    ADD CONSTRAINT customers_handle_pkey PRIMARY KEY (id);
ALTER TABLE ONLY customers_merge
    ADD CONSTRAINT customers_merge_pkey PRIMARY KEY (id);
ALTER TABLE ONLY customers_split
    ADD CONSTRAINT customers_split_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cover_decision
    ADD CONSTRAINT decision_once UNIQUE (absence_id, case_id);
ALTER TABLE ONLY feedback_delivery
    ADD CONSTRAINT delivery_once UNIQUE (source_id, sha256);
ALTER TABLE ONLY diagnosis_answer
    ADD CONSTRAINT diagnosis_answer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY diagnosis_confirmation
    ADD CONSTRAINT diagnosis_confirmation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY diagnosis_fault
    ADD CONSTRAINT diagnosis_fault_key_key UNIQUE (key);
ALTER TABLE ONLY diagnosis_fault
    ADD CONSTRAINT diagnosis_fault_pkey PRIMARY KEY (id);
ALTER TABLE ONLY diagnosis_faultproduct
    ADD CONSTRAINT diagnosis_faultproduct_pkey PRIMARY KEY (id);
ALTER TABLE ONLY diagnosis_lesson
    ADD CONSTRAINT diagnosis_lesson_confirmation_id_key UNIQUE (confirmation_id);
ALTER TABLE ONLY diagnosis_lesson
    ADD CONSTRAINT diagnosis_lesson_pkey PRIMARY KEY (id);
ALTER TABLE ONLY diagnosis_session
    ADD CONSTRAINT diagnosis_session_pkey PRIMARY KEY (id);
ALTER TABLE ONLY diagnosis_session
    ADD CONSTRAINT diagnosis_session_token_key UNIQUE (token);
ALTER TABLE ONLY diagnosis_turn
    ADD CONSTRAINT diagnosis_turn_pkey PRIMARY KEY (id);
ALTER TABLE ONLY diagnosis_version
    ADD CONSTRAINT diagnosis_version_pkey PRIMARY KEY (id);
ALTER TABLE ONLY django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY cases_draft
    ADD CONSTRAINT draft_once UNIQUE (case_id, user_id, kind);
ALTER TABLE ONLY email_fetched
    ADD CONSTRAINT email_fetched_pkey PRIMARY KEY (id);
ALTER TABLE ONLY email_folder
    ADD CONSTRAINT email_folder_account_id_key UNIQUE (account_id);
ALTER TABLE ONLY email_folder
    ADD CONSTRAINT email_folder_pkey PRIMARY KEY (id);
ALTER TABLE ONLY email_stuck
    ADD CONSTRAINT email_stuck_pkey PRIMARY KEY (id);
ALTER TABLE ONLY email_unreachable
    ADD CONSTRAINT email_unreachable_address_key UNIQUE (address);
ALTER TABLE ONLY email_unreachable
    ADD CONSTRAINT email_unreachable_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entitlements_ending
    ADD CONSTRAINT ending_told_once UNIQUE (asset_id, terms_id);
ALTER TABLE ONLY entitlements_campaign
    ADD CONSTRAINT entitlements_campaign_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entitlements_campaignasset
    ADD CONSTRAINT entitlements_campaignasset_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entitlements_contract
    ADD CONSTRAINT entitlements_contract_key_key UNIQUE (key);
ALTER TABLE ONLY entitlements_contract
    ADD CONSTRAINT entitlements_contract_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entitlements_contractasset
    ADD CONSTRAINT entitlements_contractasset_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entitlements_decided
    ADD CONSTRAINT entitlements_decided_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entitlements_ending
    ADD CONSTRAINT entitlements_ending_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entitlements_goodwill
    ADD CONSTRAINT entitlements_goodwill_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entitlements_goodwillbudget
    ADD CONSTRAINT entitlements_goodwillbudget_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entitlements_goodwilllimit
    ADD CONSTRAINT entitlements_goodwilllimit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entitlements_handling
    ADD CONSTRAINT entitlements_handling_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entitlements_handlingseen
    ADD CONSTRAINT entitlements_handlingseen_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entitlements_outlook
    ADD CONSTRAINT entitlements_outlook_pkey PRIMARY KEY (asset_id);
ALTER TABLE ONLY entitlements_quota
    ADD CONSTRAINT entitlements_quota_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entitlements_servicedue
    ADD CONSTRAINT entitlements_servicedue_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entitlements_serviceplan
    ADD CONSTRAINT entitlements_serviceplan_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entitlements_terms
    ADD CONSTRAINT entitlements_terms_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entitlements_use
    ADD CONSTRAINT entitlements_use_pkey PRIMARY KEY (id);
ALTER TABLE ONLY diagnosis_faultproduct
    ADD CONSTRAINT faultproduct_once UNIQUE (fault_id, product_id);
ALTER TABLE ONLY feedback_complaint
    ADD CONSTRAINT feedback_complaint_pkey PRIMARY KEY (case_id);
ALTER TABLE ONLY feedback_delivery
    ADD CONSTRAINT feedback_delivery_pkey PRIMARY KEY (id);
ALTER TABLE ONLY feedback_import
    ADD CONSTRAINT feedback_import_pkey PRIMARY KEY (id);
ALTER TABLE ONLY feedback_match
    ADD CONSTRAINT feedback_match_pkey PRIMARY KEY (id);
ALTER TABLE ONLY feedback_politequestion
    ADD CONSTRAINT feedback_politequestion_pkey PRIMARY KEY (review_id);
ALTER TABLE ONLY feedback_publicanswer
    ADD CONSTRAINT feedback_publicanswer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY feedback_review
    ADD CONSTRAINT feedback_review_pkey PRIMARY KEY (id);
ALTER TABLE ONLY feedback_version
    ADD CONSTRAINT feedback_version_pkey PRIMARY KEY (id);
ALTER TABLE ONLY feedback_wrongrow
    ADD CONSTRAINT feedback_wrongrow_pkey PRIMARY KEY (id);
ALTER TABLE ONLY email_fetched
    ADD CONSTRAINT fetched_once UNIQUE (folder_id, uidvalidity, uid);
ALTER TABLE ONLY files_file
    ADD CONSTRAINT files_file_key_key UNIQUE (key);
ALTER TABLE ONLY files_file
    ADD CONSTRAINT files_file_pkey PRIMARY KEY (id);
ALTER TABLE ONLY recovery_floor
    ADD CONSTRAINT floor_once UNIQUE (contract_id, kind);
ALTER TABLE ONLY telemetry_gap
    ADD CONSTRAINT gap_once UNIQUE (asset_id, kind, first);
ALTER TABLE ONLY entitlements_goodwillbudget
    ADD CONSTRAINT goodwill_budget_once UNIQUE (currency, starts, ends);
ALTER TABLE ONLY entitlements_goodwilllimit
    ADD CONSTRAINT goodwill_limit_once UNIQUE (role, currency);
ALTER TABLE ONLY customers_handle
    ADD CONSTRAINT handle_once UNIQUE (kind, value);
ALTER TABLE ONLY entitlements_handlingseen
    ADD CONSTRAINT handling_seen_once UNIQUE (handling_id, user_id, contact_id);
ALTER TABLE ONLY handoffs_alarm
    ADD CONSTRAINT handoffs_alarm_pkey PRIMARY KEY (id);
ALTER TABLE ONLY handoffs_handoff
    ADD CONSTRAINT handoffs_handoff_pkey PRIMARY KEY (id);
ALTER TABLE ONLY promises_housephrase
    ADD CONSTRAINT house_phrase_once UNIQUE NULLS NOT DISTINCT (account_id, language, words);
ALTER TABLE ONLY invariants_day
    ADD CONSTRAINT invariants_day_pkey PRIMARY KEY (day);
ALTER TABLE ONLY invariants_tally
    ADD CONSTRAINT invariants_tally_pkey PRIMARY KEY (name);
ALTER TABLE ONLY jobs_beat
    ADD CONSTRAINT jobs_beat_pkey PRIMARY KEY (name);
ALTER TABLE ONLY jobs_key
    ADD CONSTRAINT jobs_key_pkey PRIMARY KEY (id);
ALTER TABLE ONLY jobs_rescue
    ADD CONSTRAINT jobs_rescue_pkey PRIMARY KEY (job);
ALTER TABLE ONLY jobs_sweeprun
    ADD CONSTRAINT jobs_sweeprun_pkey PRIMARY KEY (name);
ALTER TABLE ONLY journal_entry
    ADD CONSTRAINT journal_entry_pkey PRIMARY KEY (id, at);
ALTER TABLE ONLY journal_entry_rest
    ADD CONSTRAINT journal_entry_rest_pkey PRIMARY KEY (id, at);
ALTER TABLE ONLY journal_reaction
    ADD CONSTRAINT journal_reaction_pkey PRIMARY KEY (id);
ALTER TABLE ONLY jobs_key
    ADD CONSTRAINT key_once UNIQUE (scope, key);
ALTER TABLE ONLY privacy_letgo
    ADD CONSTRAINT let_go_once_a_day UNIQUE (kind, day, days);
ALTER TABLE ONLY feedback_match
    ADD CONSTRAINT match_once UNIQUE (review_id, contact_id);
ALTER TABLE ONLY channels_media
    ADD CONSTRAINT media_once UNIQUE (message, number);
ALTER TABLE ONLY people_membership
    ADD CONSTRAINT membership_once UNIQUE (team_id, user_id);
ALTER TABLE ONLY repeats_mention
    ADD CONSTRAINT mention_once UNIQUE (conversation_id, kind, value);
ALTER TABLE ONLY conversations_messagefile
    ADD CONSTRAINT message_file_once UNIQUE (message_id, file_id);
ALTER TABLE ONLY conversations_message
    ADD CONSTRAINT message_order UNIQUE (conversation_id, seq);
ALTER TABLE ONLY mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);
ALTER TABLE ONLY telemetry_name
    ADD CONSTRAINT name_once_in_a_unit UNIQUE (name, unit);
ALTER TABLE ONLY recovery_nudge
    ADD CONSTRAINT nudge_once UNIQUE (case_id, since, step);
ALTER TABLE ONLY recovery_nudgerule
    ADD CONSTRAINT nudgerule_usual_once UNIQUE NULLS NOT DISTINCT (queue_id);
ALTER TABLE ONLY cases_ownerchange
    ADD CONSTRAINT ownerchange_epoch UNIQUE (case_id, epoch);
ALTER TABLE ONLY people_membership
    ADD CONSTRAINT people_membership_pkey PRIMARY KEY (id);
ALTER TABLE ONLY people_presence
    ADD CONSTRAINT people_presence_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY people_queue
    ADD CONSTRAINT people_queue_key_key UNIQUE (key);
ALTER TABLE ONLY people_queue
    ADD CONSTRAINT people_queue_pkey PRIMARY KEY (id);
ALTER TABLE ONLY people_team
    ADD CONSTRAINT people_team_key_key UNIQUE (key);
ALTER TABLE ONLY people_team
    ADD CONSTRAINT people_team_pkey PRIMARY KEY (id);
ALTER TABLE ONLY channels_piece
    ADD CONSTRAINT piece_once UNIQUE (outgoing_id, number);
ALTER TABLE ONLY tasks_planstep
    ADD CONSTRAINT plan_step_once UNIQUE (plan_id, "position");
ALTER TABLE ONLY portal_seat
    ADD CONSTRAINT portal_seat_pkey PRIMARY KEY (contact_id);
ALTER TABLE ONLY portal_session
    ADD CONSTRAINT portal_session_pkey PRIMARY KEY (id);
ALTER TABLE ONLY portal_session
    ADD CONSTRAINT portal_session_token_key UNIQUE (token);
ALTER TABLE ONLY portal_signin
    ADD CONSTRAINT portal_signin_pkey PRIMARY KEY (id);
ALTER TABLE ONLY portal_signin
    ADD CONSTRAINT portal_signin_ticket_key UNIQUE (ticket);
ALTER TABLE ONLY portal_tally
    ADD CONSTRAINT portal_tally_pkey PRIMARY KEY (id);
ALTER TABLE ONLY privacy_erasure
    ADD CONSTRAINT privacy_erasure_pkey PRIMARY KEY (id);
ALTER TABLE ONLY privacy_heard
    ADD CONSTRAINT privacy_heard_pkey PRIMARY KEY (id);
ALTER TABLE ONLY privacy_hold
    ADD CONSTRAINT privacy_hold_pkey PRIMARY KEY (id);
ALTER TABLE ONLY privacy_keeping
    ADD CONSTRAINT privacy_keeping_pkey PRIMARY KEY (kind);
ALTER TABLE ONLY privacy_letgo
    ADD CONSTRAINT privacy_letgo_pkey PRIMARY KEY (id);
ALTER TABLE ONLY privacy_personcopy
    ADD CONSTRAINT privacy_personcopy_pkey PRIMARY KEY (id);
ALTER TABLE ONLY privacy_spoken
    ADD CONSTRAINT privacy_spoken_pkey PRIMARY KEY (contact_id);
ALTER TABLE ONLY privacy_wishes
    ADD CONSTRAINT privacy_wishes_pkey PRIMARY KEY (contact_id);
ALTER TABLE ONLY problems_problem
    ADD CONSTRAINT problems_problem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);
ALTER TABLE ONLY procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY assets_productpart
    ADD CONSTRAINT product_part_once UNIQUE (product_id, part_id);
ALTER TABLE ONLY promises_feasibility
    ADD CONSTRAINT promises_feasibility_pkey PRIMARY KEY (id);
ALTER TABLE ONLY promises_housephrase
    ADD CONSTRAINT promises_housephrase_pkey PRIMARY KEY (id);
ALTER TABLE ONLY promises_move
    ADD CONSTRAINT promises_move_pkey PRIMARY KEY (id);
ALTER TABLE ONLY promises_policy
    ADD CONSTRAINT promises_policy_pkey PRIMARY KEY (id);
ALTER TABLE ONLY promises_promise
    ADD CONSTRAINT promises_promise_pkey PRIMARY KEY (id);
ALTER TABLE ONLY promises_proposal
    ADD CONSTRAINT promises_proposal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY promises_recompute
    ADD CONSTRAINT promises_recompute_pkey PRIMARY KEY (id);
ALTER TABLE ONLY promises_warning
    ADD CONSTRAINT promises_warning_pkey PRIMARY KEY (id);
ALTER TABLE ONLY entitlements_quota
    ADD CONSTRAINT quota_once UNIQUE (contract_id, what);
ALTER TABLE ONLY channels_rawitem
    ADD CONSTRAINT raw_once UNIQUE (account_id, external_id, sha256);
ALTER TABLE ONLY repeats_recognition
    ADD CONSTRAINT recognition_once UNIQUE (conversation_id);
ALTER TABLE ONLY recovery_apology
    ADD CONSTRAINT recovery_apology_pkey PRIMARY KEY (id);
ALTER TABLE ONLY recovery_authority
    ADD CONSTRAINT recovery_authority_pkey PRIMARY KEY (id);
ALTER TABLE ONLY recovery_budget
    ADD CONSTRAINT recovery_budget_pkey PRIMARY KEY (id);
ALTER TABLE ONLY recovery_choice
    ADD CONSTRAINT recovery_choice_pkey PRIMARY KEY (id);
ALTER TABLE ONLY recovery_floor
    ADD CONSTRAINT recovery_floor_pkey PRIMARY KEY (id);
ALTER TABLE ONLY recovery_nudge
    ADD CONSTRAINT recovery_nudge_pkey PRIMARY KEY (id);
ALTER TABLE ONLY recovery_nudgerule
    ADD CONSTRAINT recovery_nudgerule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY recovery_offer
    ADD CONSTRAINT recovery_offer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY recovery_remedy
    ADD CONSTRAINT recovery_remedy_key_key UNIQUE (key);
ALTER TABLE ONLY recovery_remedy
    ADD CONSTRAINT recovery_remedy_pkey PRIMARY KEY (id);
ALTER TABLE ONLY recovery_watch
    ADD CONSTRAINT recovery_watch_pkey PRIMARY KEY (promise_id);
ALTER TABLE ONLY recovery_watchmark
    ADD CONSTRAINT recovery_watchmark_pkey PRIMARY KEY (id);
ALTER TABLE ONLY translating_rendering
    ADD CONSTRAINT rendering_once UNIQUE (case_id, digest);
ALTER TABLE ONLY repeats_mention
    ADD CONSTRAINT repeats_mention_pkey PRIMARY KEY (id);
ALTER TABLE ONLY repeats_recognition
    ADD CONSTRAINT repeats_recognition_pkey PRIMARY KEY (id);
ALTER TABLE ONLY feedback_review
    ADD CONSTRAINT review_once UNIQUE (source_id, external_id);
ALTER TABLE ONLY routing_firstreading
    ADD CONSTRAINT routing_firstreading_case_id_key UNIQUE (case_id);
ALTER TABLE ONLY routing_firstreading
    ADD CONSTRAINT routing_firstreading_pkey PRIMARY KEY (id);
ALTER TABLE ONLY routing_hint
    ADD CONSTRAINT routing_hint_pkey PRIMARY KEY (message_id);
ALTER TABLE ONLY routing_rule
    ADD CONSTRAINT routing_rule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY cover_shiftline
    ADD CONSTRAINT shiftline_once UNIQUE (handover_id, case_id);
ALTER TABLE ONLY cover_skip
    ADD CONSTRAINT skip_once UNIQUE (case_id, epoch);
ALTER TABLE ONLY email_stuck
    ADD CONSTRAINT stuck_once UNIQUE (folder_id, uidvalidity, uid);
ALTER TABLE ONLY portal_tally
    ADD CONSTRAINT tally_once UNIQUE (kind, who, since);
ALTER TABLE ONLY tasks_item
    ADD CONSTRAINT task_item_once UNIQUE (task_id, "position");
ALTER TABLE ONLY tasks_department
    ADD CONSTRAINT tasks_department_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tasks_department
    ADD CONSTRAINT tasks_department_team_id_key UNIQUE (team_id);
ALTER TABLE ONLY tasks_held
    ADD CONSTRAINT tasks_held_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tasks_item
    ADD CONSTRAINT tasks_item_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tasks_planstep
    ADD CONSTRAINT tasks_planstep_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tasks_task
    ADD CONSTRAINT tasks_task_after_id_key UNIQUE (after_id);
ALTER TABLE ONLY tasks_task
    ADD CONSTRAINT tasks_task_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tasks_taskplan
    ADD CONSTRAINT tasks_taskplan_pkey PRIMARY KEY (id);
ALTER TABLE ONLY telemetry_aside
    ADD CONSTRAINT telemetry_aside_pkey PRIMARY KEY (id);
ALTER TABLE ONLY telemetry_aside
    ADD CONSTRAINT telemetry_aside_raw_key UNIQUE (raw);
ALTER TABLE ONLY telemetry_batch
    ADD CONSTRAINT telemetry_batch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY telemetry_credential
    ADD CONSTRAINT telemetry_credential_digest_key UNIQUE (digest);
ALTER TABLE ONLY telemetry_credential
    ADD CONSTRAINT telemetry_credential_pkey PRIMARY KEY (id);
ALTER TABLE ONLY telemetry_gap
    ADD CONSTRAINT telemetry_gap_pkey PRIMARY KEY (id);
ALTER TABLE ONLY telemetry_last
    ADD CONSTRAINT telemetry_last_pkey PRIMARY KEY (asset_id, name_id);
ALTER TABLE ONLY telemetry_name
    ADD CONSTRAINT telemetry_name_pkey PRIMARY KEY (id);
ALTER TABLE ONLY telemetry_productkey
    ADD CONSTRAINT telemetry_productkey_digest_key UNIQUE (digest);
ALTER TABLE ONLY telemetry_productkey
    ADD CONSTRAINT telemetry_productkey_pkey PRIMARY KEY (id);
ALTER TABLE ONLY telemetry_raw
    ADD CONSTRAINT telemetry_raw_pkey PRIMARY KEY (id, came_at);
ALTER TABLE ONLY telemetry_raw_rest
    ADD CONSTRAINT telemetry_raw_rest_pkey PRIMARY KEY (id, came_at);
ALTER TABLE ONLY telemetry_reading
    ADD CONSTRAINT telemetry_reading_pkey PRIMARY KEY (asset_id, name_id, at);
ALTER TABLE ONLY telemetry_reading_rest
    ADD CONSTRAINT telemetry_reading_rest_pkey PRIMARY KEY (asset_id, name_id, at);
ALTER TABLE ONLY telemetry_span
    ADD CONSTRAINT telemetry_span_pkey PRIMARY KEY (asset_id, name_id, size, start);
ALTER TABLE ONLY telemetry_stand
    ADD CONSTRAINT telemetry_stand_pkey PRIMARY KEY (asset_id);
ALTER TABLE ONLY channels_template
    ADD CONSTRAINT template_once UNIQUE (account_id, name, language);
ALTER TABLE ONLY entitlements_terms
    ADD CONSTRAINT terms_once UNIQUE NULLS NOT DISTINCT (product_id, part_id, sold_from);
ALTER TABLE ONLY translating_connection
    ADD CONSTRAINT translating_connection_pkey PRIMARY KEY (id);
ALTER TABLE ONLY translating_rendering
    ADD CONSTRAINT translating_rendering_pkey PRIMARY KEY (id);
ALTER TABLE ONLY translating_translation
    ADD CONSTRAINT translating_translation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY translating_unasked
    ADD CONSTRAINT translating_unasked_pkey PRIMARY KEY (contact_id);
ALTER TABLE ONLY translating_translation
    ADD CONSTRAINT translation_once UNIQUE (message_id, language);
ALTER TABLE ONLY webchat_upload
    ADD CONSTRAINT upload_once UNIQUE (visitor_id, client);
ALTER TABLE ONLY assets_usage
    ADD CONSTRAINT usage_once_at_a_time UNIQUE (asset_id, unit, at);
ALTER TABLE ONLY usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_pkey PRIMARY KEY (id);
ALTER TABLE ONLY usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_session_key_key UNIQUE (session_key);
ALTER TABLE ONLY diagnosis_version
    ADD CONSTRAINT version_number UNIQUE (fault_id, number);
ALTER TABLE ONLY feedback_version
    ADD CONSTRAINT version_once UNIQUE (review_id, number);
ALTER TABLE ONLY promises_warning
    ADD CONSTRAINT warning_once UNIQUE (promise_id, step);
ALTER TABLE ONLY webchat_upload
    ADD CONSTRAINT webchat_upload_pkey PRIMARY KEY (id);
ALTER TABLE ONLY webchat_visitor
    ADD CONSTRAINT webchat_visitor_pkey PRIMARY KEY (id);
ALTER TABLE ONLY webchat_visitor
    ADD CONSTRAINT webchat_visitor_uid_key UNIQUE (uid);
ALTER TABLE ONLY assets_word
    ADD CONSTRAINT word_once UNIQUE (of, key);
ALTER TABLE ONLY worktime_calendar
    ADD CONSTRAINT worktime_calendar_key_key UNIQUE (key);
ALTER TABLE ONLY worktime_calendar
    ADD CONSTRAINT worktime_calendar_pkey PRIMARY KEY (id);
ALTER TABLE ONLY worktime_sitehours
    ADD CONSTRAINT worktime_sitehours_company_id_key UNIQUE (company_id);
ALTER TABLE ONLY worktime_sitehours
    ADD CONSTRAINT worktime_sitehours_pkey PRIMARY KEY (id);
ALTER TABLE ONLY worktime_teamhours
    ADD CONSTRAINT worktime_teamhours_pkey PRIMARY KEY (id);
ALTER TABLE ONLY worktime_teamhours
    ADD CONSTRAINT worktime_teamhours_team_id_key UNIQUE (team_id);
ALTER TABLE ONLY world_caught
    ADD CONSTRAINT world_caught_pkey PRIMARY KEY (id);
ALTER TABLE ONLY feedback_wrongrow
    ADD CONSTRAINT wrongrow_once UNIQUE (run_id, "row");
CREATE INDEX absence_begins ON cover_absence USING btree (starts) WHERE ((state)::text = 'planned'::text);
CREATE INDEX absence_cover ON cover_absence USING btree (cover_id) WHERE ((cover_id IS NOT NULL) AND ((state)::text = ANY (ARRAY[('planned'::character varying)::text, ('running'::character varying)::text])));
CREATE INDEX absence_ends ON cover_absence USING btree (ends) WHERE ((state)::text = 'running'::text);
CREATE UNIQUE INDEX absence_one_running ON cover_absence USING btree (user_id) WHERE ((state)::text = 'running'::text);
CREATE INDEX absence_user ON cover_absence USING btree (user_id, starts DESC);
CREATE INDEX access_cache_expires ON access_cache USING btree (expires);
CREATE INDEX access_grant_token_d0b1a306_like ON access_grant USING btree (token varchar_pattern_ops);
CREATE INDEX access_user_email_f0cf94cd_like ON access_user USING btree (email varchar_pattern_ops);
CREATE INDEX account_emailaddress_email_03be32b2 ON account_emailaddress USING btree (email);
CREATE INDEX account_emailaddress_email_03be32b2_like ON account_emailaddress USING btree (email varchar_pattern_ops);
CREATE INDEX account_emailaddress_user_id_2c513194 ON account_emailaddress USING btree (user_id);
CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON account_emailconfirmation USING btree (email_address_id);
CREATE INDEX account_emailconfirmation_key_f43612bd_like ON account_emailconfirmation USING btree (key varchar_pattern_ops);
CREATE UNIQUE INDEX alarm_asked_once ON handoffs_alarm USING btree (case_id, person_id, who_id) WHERE (((kind)::text = 'asked'::text) AND (seen_at IS NULL));
CREATE INDEX alarm_case ON alarms_alarm USING btree (case_id) WHERE (case_id IS NOT NULL);
CREATE INDEX alarm_changes ON alarms_change USING btree (alarm_id, id);
CREATE INDEX alarm_flapping ON alarms_alarm USING btree (flapping_at) WHERE (flapping_at IS NOT NULL);
CREATE INDEX alarm_flood ON alarms_alarm USING btree (flood_id) WHERE (flood_id IS NOT NULL);
CREATE INDEX alarm_of ON alarms_alarm USING btree (asset_id, fault, id DESC);
CREATE UNIQUE INDEX alarm_once ON handoffs_alarm USING btree (handoff_id, kind, person_id) WHERE (handoff_id IS NOT NULL);
CREATE UNIQUE INDEX alarm_once_open ON alarms_alarm USING btree (asset_id, fault) WHERE (over_at IS NULL);
CREATE INDEX alarm_open ON alarms_alarm USING btree (severity DESC, raised_at) WHERE (over_at IS NULL);
CREATE INDEX alarm_quiet ON alarms_alarm USING btree (quiet_at) WHERE (active AND (quiet_at IS NOT NULL));
CREATE INDEX alarm_raised ON alarms_alarm USING btree (raised_at) WHERE (over_at IS NULL);
CREATE INDEX alarm_remind ON alarms_alarm USING btree (remind_at) WHERE (remind_at IS NOT NULL);
CREATE INDEX alarm_reminder_unseen ON alarms_reminder USING btree (person_id, id DESC) WHERE (seen_at IS NULL);
CREATE INDEX alarm_unseen ON handoffs_alarm USING btree (person_id, id DESC) WHERE (seen_at IS NULL);
CREATE INDEX alarm_untold ON alarms_alarm USING btree (id) WHERE ((over_at IS NULL) AND (NOT (active = told_active)));
CREATE INDEX alarm_wanted ON alarms_alarm USING btree (wanted_at) WHERE (wanted_at IS NOT NULL);
CREATE INDEX alarm_watch_due ON alarms_watch USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX alarms_flood_case_id_7a00fc42 ON alarms_flood USING btree (case_id);
CREATE INDEX alarms_flood_product_id_1a72723c ON alarms_flood USING btree (product_id);
CREATE INDEX alarms_flood_site_id_10d6a789 ON alarms_flood USING btree (site_id);
CREATE INDEX alarms_rule_queue_id_56f19ca2 ON alarms_rule USING btree (queue_id);
CREATE INDEX alarms_window_asset_id_82c6a384 ON alarms_window USING btree (asset_id);
CREATE INDEX alarms_window_site_id_84708494 ON alarms_window USING btree (site_id);
CREATE INDEX analysis_turn_name_f04dd13b_like ON analysis_turn USING btree (name varchar_pattern_ops);
CREATE INDEX answer_leaving ON feedback_publicanswer USING btree (id) WHERE ((state)::text = 'leaving'::text);
CREATE UNIQUE INDEX answer_once ON diagnosis_answer USING btree (session_id, key) WHERE (undone_at IS NULL);
CREATE UNIQUE INDEX answer_one_live ON feedback_publicanswer USING btree (review_id) WHERE ((state)::text = ANY (ARRAY[('to_post'::character varying)::text, ('leaving'::character varying)::text]));
CREATE INDEX answer_review ON feedback_publicanswer USING btree (review_id, id);
CREATE INDEX answer_session ON diagnosis_answer USING btree (session_id, id);
CREATE INDEX apology_draft ON recovery_apology USING btree (send_at) WHERE ((state)::text = 'draft'::text);
CREATE UNIQUE INDEX apology_once ON recovery_apology USING btree (promise_id) WHERE (NOT ((state)::text = 'spared'::text));
CREATE INDEX apology_outgoing ON recovery_apology USING btree (outgoing) WHERE (outgoing IS NOT NULL);
CREATE INDEX apology_promise ON recovery_apology USING btree (promise_id, id);
CREATE INDEX aside_again ON telemetry_aside USING btree (next_try) WHERE (NOT (next_try IS NULL));
CREATE INDEX aside_unseen ON telemetry_aside USING btree (came_at) WHERE (seen_at IS NULL);
CREATE INDEX asset_batch ON assets_asset USING btree (product_id, batch);
CREATE INDEX asset_company ON assets_asset USING btree (company_id) WHERE (NOT (company_id IS NULL));
CREATE UNIQUE INDEX asset_owned_once_now ON assets_ownership USING btree (asset_id) WHERE (until IS NULL);
CREATE INDEX asset_owner ON assets_asset USING btree (owner_id) WHERE (NOT (owner_id IS NULL));
CREATE INDEX asset_parent ON assets_asset USING btree (parent_id) WHERE (NOT (parent_id IS NULL));
CREATE INDEX asset_plain_serial ON assets_asset USING btree (replace((serial)::text, '-'::text, ''::text));
CREATE INDEX asset_terms ON assets_asset USING gin (terms);
CREATE INDEX asset_unknown ON assets_asset USING btree (id DESC) WHERE ((state)::text = 'unknown'::text);
CREATE INDEX assets_asset_product_id_91e3d24a ON assets_asset USING btree (product_id);
CREATE INDEX assets_asset_serial_55b7ab3e_like ON assets_asset USING btree (serial varchar_pattern_ops);
CREATE INDEX assets_asset_site_id_602d3a13 ON assets_asset USING btree (site_id);
CREATE INDEX assets_asset_token_c27304ad_like ON assets_asset USING btree (token varchar_pattern_ops);
CREATE INDEX assets_document_asset_id_535451b1 ON assets_document USING btree (asset_id);
CREATE INDEX assets_document_by_id_577bf137 ON assets_document USING btree (by_id);
CREATE INDEX assets_document_file_id_b90d7de7 ON assets_document USING btree (file_id);
CREATE INDEX assets_document_product_id_c8b3bad2 ON assets_document USING btree (product_id);
CREATE INDEX assets_field_key_a1d2a1e9_like ON assets_field USING btree (key varchar_pattern_ops);
CREATE INDEX assets_fitted_part_id_73c69767 ON assets_fitted USING btree (part_id);
CREATE INDEX assets_import_file_id_85bd8098 ON assets_import USING btree (file_id);
CREATE INDEX assets_import_user_id_2fe498ce ON assets_import USING btree (user_id);
CREATE INDEX assets_ownership_company_id_1f5bd177 ON assets_ownership USING btree (company_id);
CREATE INDEX assets_ownership_contact_id_370ed513 ON assets_ownership USING btree (contact_id);
CREATE INDEX assets_part_number_607743f8_like ON assets_part USING btree (number varchar_pattern_ops);
CREATE INDEX assets_product_key_a5137818_like ON assets_product USING btree (key varchar_pattern_ops);
CREATE INDEX assets_product_kind_6ae9b18d ON assets_product USING btree (kind);
CREATE INDEX assets_product_kind_6ae9b18d_like ON assets_product USING btree (kind varchar_pattern_ops);
CREATE INDEX assets_productpart_part_id_a723ef1e ON assets_productpart USING btree (part_id);
CREATE INDEX assets_site_company_id_f5d77638 ON assets_site USING btree (company_id);
CREATE INDEX assets_site_contact_id_b38f7a7e ON assets_site USING btree (contact_id);
CREATE INDEX auth_group_name_a6ea08ec_like ON auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON auth_permission USING btree (content_type_id);
CREATE INDEX batch_order ON telemetry_batch USING btree (slow, id);
CREATE INDEX campaign_due ON entitlements_campaignasset USING btree (next_at) WHERE (next_at IS NOT NULL);
CREATE INDEX campaign_progress ON entitlements_campaignasset USING btree (campaign_id, state, id);
CREATE INDEX campaign_word ON entitlements_campaignasset USING btree (outgoing) WHERE (outgoing IS NOT NULL);
CREATE INDEX case_asset ON cases_case USING btree (asset_id, id DESC) WHERE (asset_id IS NOT NULL);
CREATE INDEX case_contact ON cases_case USING btree (contact_id, id DESC);
CREATE INDEX case_duplicates ON cases_case USING btree (duplicate_of_id) WHERE (duplicate_of_id IS NOT NULL);
CREATE INDEX case_look ON cases_case USING btree (id DESC) WHERE needs_look;
CREATE UNIQUE INDEX case_merged_once ON cases_merge USING btree (away_id) WHERE (undone_at IS NULL);
CREATE INDEX case_ours ON cases_case USING btree (next_deadline, id) WHERE ((status)::text = 'open'::text);
CREATE INDEX case_ours_owner ON cases_case USING btree (owner_id, next_deadline, id) WHERE ((status)::text = 'open'::text);
CREATE INDEX case_ours_queue ON cases_case USING btree (queue_id, next_deadline, id) WHERE ((status)::text = 'open'::text);
CREATE INDEX case_owed ON cases_case USING btree (owner_id) WHERE (((status)::text = 'open'::text) AND (unanswered_since IS NOT NULL));
CREATE INDEX case_owner ON cases_case USING btree (owner_id, id DESC);
CREATE INDEX case_queue ON cases_case USING btree (queue_id, id DESC);
CREATE INDEX case_terms ON cases_case USING gin (terms);
CREATE INDEX case_theirs ON cases_case USING btree (next_deadline, id) WHERE ((status)::text = ANY (ARRAY[('waiting'::character varying)::text, ('resolved'::character varying)::text]));
CREATE INDEX case_theirs_owner ON cases_case USING btree (owner_id, next_deadline, id) WHERE ((status)::text = ANY (ARRAY[('waiting'::character varying)::text, ('resolved'::character varying)::text]));
CREATE INDEX case_theirs_queue ON cases_case USING btree (queue_id, next_deadline, id) WHERE ((status)::text = ANY (ARRAY[('waiting'::character varying)::text, ('resolved'::character varying)::text]));
CREATE INDEX cases_caseconversation_case_id_6ddc9110 ON cases_caseconversation USING btree (case_id);
CREATE INDEX cases_closure_case_id_7fba52e5 ON cases_closure USING btree (case_id);
CREATE INDEX cases_closure_owner_id_3d5fc968 ON cases_closure USING btree (owner_id);
CREATE INDEX cases_closure_question_id_cc991839 ON cases_closure USING btree (question_id);
CREATE INDEX cases_draft_files_draft_id_c1260269 ON cases_draft_files USING btree (draft_id);
CREATE INDEX cases_draft_files_file_id_91712016 ON cases_draft_files USING btree (file_id);
CREATE INDEX cases_draft_user_id_61805eab ON cases_draft USING btree (user_id);
CREATE INDEX cases_merge_away_id_7d373046 ON cases_merge USING btree (away_id);
CREATE INDEX cases_merge_into_id_fe6235e1 ON cases_merge USING btree (into_id);
CREATE INDEX cases_note_user_id_8fe161db ON cases_note USING btree (user_id);
CREATE INDEX cases_notefile_file_id_a514c60f ON cases_notefile USING btree (file_id);
CREATE INDEX cases_notefile_note_id_c804ab92 ON cases_notefile USING btree (note_id);
CREATE INDEX cases_question_case_id_da59b57a ON cases_question USING btree (case_id);
CREATE INDEX cases_split_case_id_1c7c2f2d ON cases_split USING btree (case_id);
CREATE UNIQUE INDEX caught_once ON world_caught USING btree (channel, external_id) WHERE (NOT ((external_id)::text = ''::text));
CREATE INDEX caught_recipient ON world_caught USING btree (recipient, at DESC, id DESC);
CREATE INDEX channels_account_queue_id_8558d15a ON channels_account USING btree (queue_id);
CREATE INDEX channels_brand_account_id_cd5047b0 ON channels_brand USING btree (account_id);
CREATE INDEX channels_brand_line_4f8890e5_like ON channels_brand USING btree (line varchar_pattern_ops);
CREATE INDEX channels_outgoing_account_id_52f403b5 ON channels_outgoing USING btree (account_id);
CREATE INDEX channels_outgoing_external_id_fd7d1b3d_like ON channels_outgoing USING btree (external_id varchar_pattern_ops);
CREATE UNIQUE INDEX closure_once ON cases_closure USING btree (case_id) WHERE (reopened_at IS NULL);
CREATE INDEX complaint_newest ON feedback_complaint USING btree (at DESC);
CREATE INDEX complaint_unread ON feedback_complaint USING btree (lead_id) WHERE (read_at IS NULL);
CREATE INDEX confirmation_case ON diagnosis_confirmation USING btree (case_id);
CREATE INDEX confirmation_fault ON diagnosis_confirmation USING btree (fault_id, id DESC);
CREATE UNIQUE INDEX confirmation_once ON diagnosis_confirmation USING btree (case_id) WHERE (withdrawn_at IS NULL);
CREATE INDEX contact_merged ON customers_contact USING btree (merged_into_id) WHERE (merged_into_id IS NOT NULL);
CREATE UNIQUE INDEX contact_merged_once ON customers_merge USING btree (away_id) WHERE (undone_at IS NULL);
CREATE INDEX contact_terms ON customers_contact USING gin (terms);
CREATE INDEX contract_ends ON entitlements_contract USING btree (ends) WHERE (ends IS NOT NULL);
CREATE INDEX conversation_contact ON conversations_conversation USING btree (contact_id, id DESC);
CREATE INDEX conversation_peer ON conversations_conversation USING btree (account_id, peer, id DESC);
CREATE INDEX conversations_messagefile_file_id_e8472856 ON conversations_messagefile USING btree (file_id);
CREATE INDEX copy_ends ON privacy_personcopy USING btree (ends_at) WHERE ((state)::text = 'ready'::text);
CREATE UNIQUE INDEX copy_once ON privacy_personcopy USING btree (contact_id) WHERE ((state)::text = 'waiting'::text);
CREATE UNIQUE INDEX cover_alarm_once ON cover_coveralarm USING btree (person_id, kind, absence_id, handover_id, who_id) NULLS NOT DISTINCT WHERE (seen_at IS NULL);
CREATE INDEX cover_alarm_unseen ON cover_coveralarm USING btree (person_id, id DESC) WHERE (seen_at IS NULL);
CREATE INDEX cover_decision_case_id_27d958a9 ON cover_decision USING btree (case_id);
CREATE INDEX cover_shiftline_case_id_d5eb8eaf ON cover_shiftline USING btree (case_id);
CREATE INDEX credential_revoked ON telemetry_credential USING btree (revoked_at) WHERE (NOT (revoked_at IS NULL));
CREATE INDEX customers_apart_other_id_3af5c645 ON customers_apart USING btree (other_id);
CREATE INDEX customers_contact_company_id_b52c4cc4 ON customers_contact USING btree (company_id);
CREATE INDEX customers_merge_away_id_69cd39c5 ON customers_merge USING btree (away_id);
CREATE INDEX customers_merge_into_id_862821c7 ON customers_merge USING btree (into_id);
CREATE INDEX customers_split_contact_id_34d2e54a ON customers_split USING btree (contact_id);
CREATE INDEX customers_split_new_id_68243ded ON customers_split USING btree (new_id);
CREATE INDEX decided_of ON entitlements_decided USING btree (asset_id, id DESC);
CREATE UNIQUE INDEX decided_once_for_a_case ON entitlements_decided USING btree ("case", asset_id, what) WHERE ("case" IS NOT NULL);
CREATE INDEX decision_to_return ON cover_decision USING btree (absence_id) WHERE ((back_at IS NULL) AND (covered_at IS NOT NULL));
CREATE INDEX decision_untold ON cover_decision USING btree (absence_id) WHERE ((covered_at IS NOT NULL) AND (told_at IS NULL));
CREATE INDEX delivery_new ON feedback_delivery USING btree (id) WHERE ((state)::text = 'new'::text);
CREATE INDEX diagnosis_confirmation_user_id_3cd9624c ON diagnosis_confirmation USING btree (user_id);
CREATE INDEX diagnosis_fault_key_a9b2023d_like ON diagnosis_fault USING btree (key varchar_pattern_ops);
CREATE INDEX diagnosis_faultproduct_product_id_12268088 ON diagnosis_faultproduct USING btree (product_id);
CREATE INDEX diagnosis_session_token_13abf9b5_like ON diagnosis_session USING btree (token varchar_pattern_ops);
CREATE INDEX diagnosis_turn_version_id_47026b73 ON diagnosis_turn USING btree (version_id);
CREATE INDEX django_session_expire_date_a5c62663 ON django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON django_session USING btree (session_key varchar_pattern_ops);
CREATE INDEX email_fetched_folder_id_59e809ba ON email_fetched USING btree (folder_id);
CREATE INDEX email_fetched_raw_id_32df7835 ON email_fetched USING btree (raw_id);
CREATE INDEX email_stuck_folder_id_eca2ef7d ON email_stuck USING btree (folder_id);
CREATE INDEX email_unreachable_address_de4fcd1d_like ON email_unreachable USING btree (address varchar_pattern_ops);
CREATE INDEX ending_word ON entitlements_ending USING btree (outgoing) WHERE (outgoing IS NOT NULL);
CREATE INDEX entitlements_campaign_product_id_466fa144 ON entitlements_campaign USING btree (product_id);
CREATE INDEX entitlements_campaignasset_asset_id_45eb304c ON entitlements_campaignasset USING btree (asset_id);
CREATE INDEX entitlements_contract_calendar_id_3e8f3d03 ON entitlements_contract USING btree (calendar_id);
CREATE INDEX entitlements_contract_company_id_19a90c90 ON entitlements_contract USING btree (company_id);
CREATE INDEX entitlements_contract_contact_id_ec1ed7ed ON entitlements_contract USING btree (contact_id);
CREATE INDEX entitlements_contract_key_81aac063_like ON entitlements_contract USING btree (key varchar_pattern_ops);
CREATE INDEX entitlements_contractasset_asset_id_3e162663 ON entitlements_contractasset USING btree (asset_id);
CREATE INDEX entitlements_outlook_terms_id_f75c055a ON entitlements_outlook USING btree (terms_id);
CREATE INDEX entitlements_servicedue_asset_id_cf3d7023 ON entitlements_servicedue USING btree (asset_id);
CREATE INDEX entitlements_serviceplan_product_id_8bc15214 ON entitlements_serviceplan USING btree (product_id);
CREATE INDEX entitlements_terms_part_id_e7bdf26f ON entitlements_terms USING btree (part_id);
CREATE UNIQUE INDEX erasure_once ON privacy_erasure USING btree (contact_id) WHERE (ended_at IS NULL);
CREATE INDEX erasure_runs ON privacy_erasure USING btree (id) WHERE ((state)::text = 'running'::text);
CREATE INDEX feedback_import_file_id_03ef38f5 ON feedback_import USING btree (file_id);
CREATE INDEX feedback_import_source_id_09ad2eb5 ON feedback_import USING btree (source_id);
CREATE INDEX feedback_import_user_id_47be6724 ON feedback_import USING btree (user_id);
CREATE INDEX file_bytes ON files_file USING btree (sha256);
CREATE INDEX files_file_key_1c5dd06d_like ON files_file USING btree (key varchar_pattern_ops);
CREATE INDEX fitted_into ON assets_fitted USING btree (asset_id, at DESC);
CREATE UNIQUE INDEX flood_once ON alarms_flood USING btree (product_id, site_id) NULLS NOT DISTINCT WHERE (ended_at IS NULL);
CREATE INDEX forecast_newest ON analysis_forecast USING btree (at DESC);
CREATE INDEX goodwill_of ON entitlements_goodwill USING btree (asset_id, id DESC);
CREATE INDEX grant_subject ON access_grant USING btree (purpose, subject);
CREATE INDEX handle_begins ON customers_handle USING btree (value varchar_pattern_ops);
CREATE INDEX handle_contact ON customers_handle USING btree (contact_id);
CREATE INDEX handle_parts ON customers_handle USING gin (parts) WHERE (parts IS NOT NULL);
CREATE INDEX handling_asset ON entitlements_handling USING btree (asset_id) WHERE (asset_id IS NOT NULL);
CREATE INDEX handling_company ON entitlements_handling USING btree (company_id) WHERE (company_id IS NOT NULL);
CREATE INDEX handling_contact ON entitlements_handling USING btree (contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX handling_site ON entitlements_handling USING btree (site_id) WHERE (site_id IS NOT NULL);
CREATE INDEX handoff_back ON handoffs_handoff USING btree (back_to_id) WHERE ((back_to_id IS NOT NULL) AND (returned_epoch IS NULL) AND ((state)::text = 'accepted'::text));
CREATE INDEX handoff_case ON handoffs_handoff USING btree (case_id, id DESC);
CREATE INDEX handoff_due ON handoffs_handoff USING btree (expires_at) WHERE ((state)::text = 'offered'::text);
CREATE INDEX handoff_from ON handoffs_handoff USING btree (sender_id) WHERE ((state)::text = 'offered'::text);
CREATE UNIQUE INDEX handoff_one_pending ON handoffs_handoff USING btree (case_id) WHERE ((state)::text = 'offered'::text);
CREATE INDEX handoff_team ON handoffs_handoff USING btree (to_team_id) WHERE ((state)::text = 'offered'::text);
CREATE INDEX handoff_to ON handoffs_handoff USING btree (to_user_id) WHERE ((state)::text = 'offered'::text);
CREATE INDEX handoffs_alarm_case_id_40ddd88c ON handoffs_alarm USING btree (case_id);
CREATE INDEX handoffs_alarm_handoff_id_f2a8b61f ON handoffs_alarm USING btree (handoff_id);
CREATE INDEX handover_ends ON cover_shifthandover USING btree (at) WHERE ((state)::text = 'open'::text);
CREATE UNIQUE INDEX handover_one_open ON cover_shifthandover USING btree (user_id) WHERE ((state)::text = 'open'::text);
CREATE INDEX handover_to ON cover_shifthandover USING btree (receiver_id) WHERE ((state)::text = 'open'::text);
CREATE UNIQUE INDEX hold_once ON privacy_hold USING btree (contact_id) WHERE (ended_at IS NULL);
CREATE INDEX idx_procrastinate_jobs_worker_not_null ON procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::procrastinate_job_status));
CREATE INDEX idx_procrastinate_workers_last_heartbeat ON procrastinate_workers USING btree (last_heartbeat);
CREATE INDEX import_runs ON feedback_import USING btree (id) WHERE ((state)::text = 'running'::text);
CREATE INDEX invariants_tally_name_0c6371ce_like ON invariants_tally USING btree (name varchar_pattern_ops);
CREATE INDEX jobs_beat_name_8f725261_like ON jobs_beat USING btree (name varchar_pattern_ops);
CREATE INDEX jobs_given_up ON procrastinate_jobs USING btree (id) WHERE (status = 'failed'::procrastinate_job_status);
CREATE INDEX jobs_sweeprun_name_34a2e1ce_like ON jobs_sweeprun USING btree (name varchar_pattern_ops);
CREATE INDEX journal_entry_case ON ONLY journal_entry USING btree ("case", id) WHERE ("case" IS NOT NULL);
CREATE INDEX journal_entry_customer ON ONLY journal_entry USING btree (customer, id) WHERE (customer IS NOT NULL);
CREATE INDEX journal_entry_device ON ONLY journal_entry USING btree (subject, id) WHERE ((kind)::text = ANY (ARRAY[('assets.heard'::character varying)::text, ('assets.claimed'::character varying)::text, ('assets.retired'::character varying)::text, ('assets.usage_settled'::character varying)::text, ('assets.changed'::character varying)::text]));
CREATE INDEX journal_entry_kind ON ONLY journal_entry USING btree (kind, at);
CREATE INDEX journal_entry_rest_case_id_idx ON journal_entry_rest USING btree ("case", id) WHERE ("case" IS NOT NULL);
CREATE INDEX journal_entry_rest_customer_id_idx ON journal_entry_rest USING btree (customer, id) WHERE (customer IS NOT NULL);
CREATE INDEX journal_entry_rest_kind_at_idx ON journal_entry_rest USING btree (kind, at);
CREATE INDEX journal_entry_rest_subject_id_idx ON journal_entry_rest USING btree (subject, id) WHERE ((kind)::text = ANY (ARRAY[('assets.heard'::character varying)::text, ('assets.claimed'::character varying)::text, ('assets.retired'::character varying)::text, ('assets.usage_settled'::character varying)::text, ('assets.changed'::character varying)::text]));
CREATE INDEX lesson_fault ON diagnosis_lesson USING btree (fault_id, at DESC);
CREATE INDEX match_contact ON feedback_match USING btree (contact_id);
CREATE UNIQUE INDEX match_one_confirmed ON feedback_match USING btree (review_id) WHERE ((state)::text = 'confirmed'::text);
CREATE INDEX media_due ON channels_media USING btree (next_try) WHERE ((state)::text = 'new'::text);
CREATE INDEX mention_value ON repeats_mention USING btree (kind, value, id DESC);
CREATE INDEX message_external ON conversations_message USING btree (external_id) WHERE (NOT ((external_id)::text = ''::text));
CREATE INDEX message_outgoing ON conversations_message USING btree (outgoing_id) WHERE (outgoing_id IS NOT NULL);
CREATE INDEX message_sender ON conversations_message USING btree (sender) WHERE (NOT ((sender)::text = ''::text));
CREATE INDEX message_terms ON conversations_message USING gin (terms);
CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON mfa_authenticator USING btree (user_id);
CREATE INDEX note_case ON cases_note USING btree (case_id, id);
CREATE INDEX note_terms ON cases_note USING gin (terms);
CREATE INDEX offer_budget ON recovery_offer USING btree (budget_id) WHERE (budget_id IS NOT NULL);
CREATE INDEX offer_case ON recovery_offer USING btree (case_id, id);
CREATE INDEX offer_expiry ON recovery_offer USING btree (expires_at) WHERE ((state)::text = ANY (ARRAY[('asked'::character varying)::text, ('offered'::character varying)::text]));
CREATE UNIQUE INDEX offer_once ON recovery_offer USING btree (promise_id) WHERE ((promise_id IS NOT NULL) AND ((state)::text = ANY (ARRAY[('asked'::character varying)::text, ('offered'::character varying)::text])));
CREATE INDEX offer_unaccounted ON recovery_offer USING btree (id) WHERE ((accounted_at IS NULL) AND ((state)::text = 'accepted'::text));
CREATE UNIQUE INDEX one_default_queue ON people_queue USING btree (is_default) WHERE is_default;
CREATE INDEX outgoing_customer ON channels_outgoing USING btree (customer) WHERE (customer IS NOT NULL);
CREATE INDEX outgoing_due ON channels_outgoing USING btree (send_after) WHERE ((state)::text = 'queued'::text);
CREATE INDEX outgoing_lease ON channels_outgoing USING btree (lease_until) WHERE ((state)::text = 'sending'::text);
CREATE INDEX outgoing_recipient ON channels_outgoing USING btree (recipient, made_at);
CREATE INDEX outgoing_reference ON channels_outgoing USING btree (reference);
CREATE INDEX outgoing_secret ON channels_outgoing USING btree (good_until) WHERE (NOT (secret = ''::text));
CREATE INDEX outgoing_trouble ON channels_outgoing USING btree (made_at) WHERE ((state)::text = ANY (ARRAY[('failed'::character varying)::text, ('uncertain'::character varying)::text]));
CREATE INDEX outlook_stale ON entitlements_outlook USING btree (asset_id) WHERE stale;
CREATE INDEX outlook_tell ON entitlements_outlook USING btree (tell_at) WHERE (tell_at IS NOT NULL);
CREATE INDEX ownership_of ON assets_ownership USING btree (asset_id, since DESC);
CREATE INDEX people_membership_team_id_61ae9260 ON people_membership USING btree (team_id);
CREATE INDEX people_membership_user_id_35baff26 ON people_membership USING btree (user_id);
CREATE INDEX people_queue_deputy_id_bb9ca201 ON people_queue USING btree (deputy_id);
CREATE INDEX people_queue_duty_lead_id_51ed251b ON people_queue USING btree (duty_lead_id);
CREATE INDEX people_queue_key_850b42ac_like ON people_queue USING btree (key varchar_pattern_ops);
CREATE INDEX people_queue_team_id_af025ab3 ON people_queue USING btree (team_id);
CREATE INDEX people_team_key_105cdacb_like ON people_team USING btree (key varchar_pattern_ops);
CREATE INDEX piece_name ON channels_piece USING btree (name);
CREATE UNIQUE INDEX policy_once ON promises_policy USING btree (queue_id, priority, channel, tier, contract_id) NULLS NOT DISTINCT WHERE active;
CREATE INDEX portal_session_token_5597e922_like ON portal_session USING btree (token varchar_pattern_ops);
CREATE INDEX portal_signin_ticket_adba5cd0_like ON portal_signin USING btree (ticket varchar_pattern_ops);
CREATE INDEX privacy_erasure_contact_id_a4fd71ca ON privacy_erasure USING btree (contact_id);
CREATE INDEX privacy_hold_contact_id_c355fdb9 ON privacy_hold USING btree (contact_id);
CREATE INDEX privacy_keeping_kind_80259471_like ON privacy_keeping USING btree (kind varchar_pattern_ops);
CREATE INDEX privacy_personcopy_contact_id_3b51e0bc ON privacy_personcopy USING btree (contact_id);
CREATE INDEX privacy_personcopy_file_id_67b9ed86 ON privacy_personcopy USING btree (file_id);
CREATE UNIQUE INDEX problem_once_open ON problems_problem USING btree (product_id, dimension, value) WHERE (ended_at IS NULL);
CREATE INDEX problem_open ON problems_problem USING btree (due_at) WHERE (ended_at IS NULL);
CREATE INDEX problem_product ON problems_problem USING btree (product_id, id DESC);
CREATE INDEX procrastinate_events_job_id_fkey_v1 ON procrastinate_events USING btree (job_id);
CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::procrastinate_job_status, 'doing'::procrastinate_job_status]));
CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::procrastinate_job_status);
CREATE INDEX procrastinate_jobs_priority_idx_v1 ON procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::procrastinate_job_status);
CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON procrastinate_jobs USING btree (queue_name);
CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::procrastinate_job_status);
CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON procrastinate_periodic_defers USING btree (job_id);
CREATE INDEX promise_calendar ON promises_promise USING btree (calendar_id, id) WHERE (((state)::text = 'open'::text) AND (calendar_id IS NOT NULL));
CREATE INDEX promise_case ON promises_promise USING btree (case_id, due);
CREATE INDEX promise_decided ON promises_promise USING btree (LEAST(due, ended_at)) WHERE (NOT ((kind)::text = ANY (ARRAY[('handoff'::character varying)::text, ('task'::character varying)::text, ('follow_up'::character varying)::text, ('confirmation'::character varying)::text])));
CREATE INDEX promise_due ON promises_promise USING btree (due) WHERE ((paused_at IS NULL) AND ((state)::text = 'open'::text) AND (overdue_at IS NULL) AND (NOT ((kind)::text = 'confirmation'::text)));
CREATE INDEX promise_keeper ON promises_promise USING btree (keeper_id, due) WHERE (((state)::text = 'open'::text) AND (keeper_id IS NOT NULL));
CREATE UNIQUE INDEX promise_policy_once ON promises_promise USING btree (case_id, kind) WHERE (((state)::text = 'open'::text) AND ((kind)::text = ANY (ARRAY[('first_answer'::character varying)::text, ('next_answer'::character varying)::text, ('solution'::character varying)::text, ('follow_up'::character varying)::text, ('confirmation'::character varying)::text])));
CREATE INDEX promise_risky ON promises_promise USING btree (due) WHERE (((state)::text = 'open'::text) AND (risk > 0));
CREATE INDEX promise_silence ON promises_promise USING btree (due) WHERE (((state)::text = 'open'::text) AND ((kind)::text = 'confirmation'::text));
CREATE INDEX promise_warn ON promises_promise USING btree (warn_at) WHERE ((paused_at IS NULL) AND ((state)::text = 'open'::text) AND (warn_at IS NOT NULL));
CREATE INDEX promises_feasibility_case_id_dda52fd3 ON promises_feasibility USING btree (case_id);
CREATE INDEX promises_housephrase_account_id_6eafe908 ON promises_housephrase USING btree (account_id);
CREATE INDEX promises_move_promise_id_bf6caecf ON promises_move USING btree (promise_id);
CREATE INDEX promises_policy_calendar_id_a0ee2c9b ON promises_policy USING btree (calendar_id);
CREATE INDEX promises_policy_contract_id_39ec17ff ON promises_policy USING btree (contract_id);
CREATE INDEX promises_policy_queue_id_e5c58f0a ON promises_policy USING btree (queue_id);
CREATE INDEX promises_recompute_calendar_id_56d3183c ON promises_recompute USING btree (calendar_id);
CREATE INDEX promises_recompute_policy_id_cdc39c15 ON promises_recompute USING btree (policy_id);
CREATE INDEX promises_recompute_team_id_c20d578d ON promises_recompute USING btree (team_id);
CREATE INDEX proposal_case ON promises_proposal USING btree (case_id, due);
CREATE UNIQUE INDEX proposal_once_in_message ON promises_proposal USING btree (message_id, said) WHERE (message_id IS NOT NULL);
CREATE UNIQUE INDEX proposal_once_in_note ON promises_proposal USING btree (note_id, said) WHERE (note_id IS NOT NULL);
CREATE INDEX proposal_unheard ON promises_proposal USING btree (case_id) WHERE ((seen_at IS NULL) AND ((state)::text = 'open'::text));
CREATE UNIQUE INDEX question_once_open ON cases_question USING btree (case_id) WHERE ((answered_at IS NULL) AND (withdrawn_at IS NULL));
CREATE INDEX raw_early ON channels_rawitem USING btree (next_try) WHERE ((state)::text = 'early'::text);
CREATE INDEX raw_look ON channels_rawitem USING btree (id) WHERE needs_look;
CREATE INDEX raw_mail_from ON channels_rawitem USING btree (((envelope -> 'mail_from'::text)));
CREATE INDEX raw_next ON channels_rawitem USING btree (id) WHERE ((state)::text = 'new'::text);
CREATE UNIQUE INDEX raw_one_copy_for_each_mailbox ON channels_rawitem USING btree (copy_of_id, account_id) WHERE (copy_of_id IS NOT NULL);
CREATE INDEX raw_waiting ON channels_rawitem USING btree (next_try) WHERE ((state)::text = 'new'::text);
CREATE INDEX reaction_order ON journal_reaction USING btree (name, subject, id);
CREATE INDEX recompute_waiting ON promises_recompute USING btree (id) WHERE (done_at IS NULL);
CREATE INDEX recovery_offer_delivery_id_e0e265f1 ON recovery_offer USING btree (delivery_id);
CREATE INDEX recovery_offer_task_id_0d1d6836 ON recovery_offer USING btree (task_id);
CREATE INDEX recovery_remedy_key_ecdadc6e_like ON recovery_remedy USING btree (key varchar_pattern_ops);
CREATE INDEX recovery_watch_next_at_0010f1bf ON recovery_watch USING btree (next_at);
CREATE INDEX repeats_recognition_case_id_c26740a4 ON repeats_recognition USING btree (case_id);
CREATE INDEX repeats_recognition_conversation_id_cfc0b770 ON repeats_recognition USING btree (conversation_id);
CREATE INDEX repeats_recognition_known_id_04750354 ON repeats_recognition USING btree (known_id);
CREATE INDEX review_case ON feedback_review USING btree (case_id) WHERE (case_id IS NOT NULL);
CREATE INDEX review_customer ON feedback_review USING btree (customer_id) WHERE (customer_id IS NOT NULL);
CREATE INDEX review_due ON feedback_review USING btree (answer_due, id) INCLUDE (source_id) WHERE ((state)::text = 'owed'::text);
CREATE INDEX review_edited ON feedback_review USING btree (written_at DESC, id DESC) WHERE (version > 1);
CREATE INDEX review_latest ON feedback_review USING btree (written_at DESC, id DESC) INCLUDE (source_id, stars);
CREATE INDEX review_of_source ON feedback_review USING btree (source_id, written_at DESC, id DESC);
CREATE INDEX review_sought ON feedback_review USING btree (id) WHERE is_sought;
CREATE UNIQUE INDEX service_due_once_open ON entitlements_servicedue USING btree (plan_id, asset_id) WHERE ((state)::text = ANY (ARRAY[('planned'::character varying)::text, ('told'::character varying)::text, ('opened'::character varying)::text]));
CREATE INDEX service_stale ON entitlements_servicedue USING btree (asset_id) WHERE stale;
CREATE INDEX service_tell ON entitlements_servicedue USING btree (tell_at) WHERE (tell_at IS NOT NULL);
CREATE INDEX service_word ON entitlements_servicedue USING btree (outgoing) WHERE (outgoing IS NOT NULL);
CREATE INDEX session_asset ON diagnosis_session USING btree (asset_id, id DESC) WHERE (asset_id IS NOT NULL);
CREATE INDEX session_contact ON portal_session USING btree (contact_id) WHERE (ended_at IS NULL);
CREATE INDEX session_fault ON diagnosis_session USING btree (fault_id, id DESC);
CREATE INDEX session_guide ON diagnosis_session USING btree (last_at) WHERE ((case_id IS NULL) AND ((origin)::text = 'guide'::text) AND ((state)::text = 'open'::text));
CREATE UNIQUE INDEX session_once_a_case ON diagnosis_session USING btree (case_id) WHERE (case_id IS NOT NULL);
CREATE INDEX session_sent ON diagnosis_session USING btree (id) WHERE (NOT ((once)::text = ''::text));
CREATE INDEX signin_link ON portal_signin USING btree (link) WHERE (NOT ((link)::text = ''::text));
CREATE INDEX signin_made ON portal_signin USING btree (made_at);
CREATE INDEX signin_who ON portal_signin USING btree (who) WHERE (ended_at IS NULL);
CREATE INDEX skip_user ON cover_skip USING btree (user_id, at DESC);
CREATE INDEX tally_since ON portal_tally USING btree (since);
CREATE INDEX task_case ON tasks_task USING btree (case_id, id);
CREATE INDEX task_due ON tasks_task USING btree (due) WHERE ((late_at IS NULL) AND ((state)::text = 'open'::text));
CREATE INDEX task_item_open ON tasks_item USING btree (task_id) WHERE (mandatory AND ((state)::text = 'open'::text));
CREATE INDEX task_live ON tasks_task USING btree (case_id) WHERE ((state)::text = ANY (ARRAY[('planned'::character varying)::text, ('open'::character varying)::text]));
CREATE INDEX task_measured ON tasks_task USING btree (team_id, ended_at DESC);
CREATE INDEX task_mine ON tasks_task USING btree (assignee_id, due) WHERE ((state)::text = 'open'::text);
CREATE INDEX task_team ON tasks_task USING btree (team_id, due) WHERE ((state)::text = 'open'::text);
CREATE INDEX tasks_held_task_id_11ed91e4 ON tasks_held USING btree (task_id);
CREATE INDEX telemetry_aside_asset_id_3e4d8920 ON telemetry_aside USING btree (asset_id);
CREATE INDEX telemetry_aside_seen_by_id_5848f2c2 ON telemetry_aside USING btree (seen_by_id);
CREATE INDEX telemetry_credential_asset_id_ab0c0400 ON telemetry_credential USING btree (asset_id);
CREATE INDEX telemetry_credential_digest_e07775fd_like ON telemetry_credential USING btree (digest varchar_pattern_ops);
CREATE INDEX telemetry_credential_made_by_id_aaa47b46 ON telemetry_credential USING btree (made_by_id);
CREATE INDEX telemetry_credential_revoked_by_id_931b3941 ON telemetry_credential USING btree (revoked_by_id);
CREATE INDEX telemetry_productkey_digest_a26525e8_like ON telemetry_productkey USING btree (digest varchar_pattern_ops);
CREATE INDEX telemetry_productkey_made_by_id_ccc7c0bc ON telemetry_productkey USING btree (made_by_id);
CREATE INDEX telemetry_productkey_product_id_4eded0d1 ON telemetry_productkey USING btree (product_id);
CREATE INDEX telemetry_productkey_revoked_by_id_7943ac65 ON telemetry_productkey USING btree (revoked_by_id);
CREATE INDEX telemetry_raw_asset ON ONLY telemetry_raw USING btree (asset_id, id);
CREATE INDEX telemetry_raw_rest_asset_id_id_idx ON telemetry_raw_rest USING btree (asset_id, id);
CREATE UNIQUE INDEX telemetry_raw_rest_key ON telemetry_raw_rest USING btree (key);
CREATE INDEX turn_of ON diagnosis_turn USING btree (fault_id, id DESC);
CREATE UNIQUE INDEX unique_authenticator_type ON mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY (ARRAY[('totp'::character varying)::text, ('recovery_codes'::character varying)::text]));
CREATE UNIQUE INDEX unique_primary_email ON account_emailaddress USING btree (user_id, "primary") WHERE "primary";
CREATE UNIQUE INDEX unique_verified_email ON account_emailaddress USING btree (email) WHERE verified;
CREATE INDEX use_of_period ON entitlements_use USING btree (quota_id, since);
CREATE UNIQUE INDEX use_once_a_job ON entitlements_use USING btree (quota_id, job) WHERE (undone_at IS NULL);
CREATE UNIQUE INDEX user_email_once ON access_user USING btree (lower((email)::text));
CREATE INDEX usersessions_usersession_session_key_fd35de43_like ON usersessions_usersession USING btree (session_key varchar_pattern_ops);
CREATE INDEX usersessions_usersession_user_id_af5e0a6d ON usersessions_usersession USING btree (user_id);
CREATE UNIQUE INDEX version_one_draft ON diagnosis_version USING btree (fault_id) WHERE ((state)::text = 'draft'::text);
CREATE UNIQUE INDEX version_one_proposed ON diagnosis_version USING btree (fault_id) WHERE ((state)::text = 'proposed'::text);
CREATE INDEX visit_request_case ON alarms_visitrequest USING btree (case_id, id DESC);
CREATE UNIQUE INDEX visit_request_once ON alarms_visitrequest USING btree (case_id) WHERE ((answered_at IS NULL) AND (withdrawn_at IS NULL));
CREATE INDEX warning_fallback ON promises_warning USING btree (fallback_id) WHERE ((fallback_id IS NOT NULL) AND (seen_at IS NULL));
CREATE INDEX warning_person ON promises_warning USING btree (person_id) WHERE (seen_at IS NULL);
CREATE INDEX webchat_upload_file_id_84cd13b2 ON webchat_upload USING btree (file_id);
CREATE INDEX webchat_upload_visitor_id_a5d13a3a ON webchat_upload USING btree (visitor_id);
CREATE INDEX webchat_visitor_account_id_7b42138c ON webchat_visitor USING btree (account_id);
CREATE INDEX window_until ON alarms_window USING btree (ends);
CREATE INDEX worktime_calendar_key_5b1228aa_like ON worktime_calendar USING btree (key varchar_pattern_ops);
CREATE INDEX worktime_sitehours_calendar_id_77e29274 ON worktime_sitehours USING btree (calendar_id);
CREATE INDEX worktime_teamhours_calendar_id_7f3274b2 ON worktime_teamhours USING btree (calendar_id);
ALTER INDEX journal_entry_case ATTACH PARTITION journal_entry_rest_case_id_idx;
ALTER INDEX journal_entry_customer ATTACH PARTITION journal_entry_rest_customer_id_idx;
ALTER INDEX journal_entry_kind ATTACH PARTITION journal_entry_rest_kind_at_idx;
ALTER INDEX journal_entry_pkey ATTACH PARTITION journal_entry_rest_pkey;
ALTER INDEX journal_entry_device ATTACH PARTITION journal_entry_rest_subject_id_idx;
ALTER INDEX telemetry_raw_asset ATTACH PARTITION telemetry_raw_rest_asset_id_id_idx;
ALTER INDEX telemetry_raw_pkey ATTACH PARTITION telemetry_raw_rest_pkey;
ALTER INDEX telemetry_reading_pkey ATTACH PARTITION telemetry_reading_rest_pkey;
CREATE TRIGGER asset_of_who_stays BEFORE INSERT OR UPDATE OF owner_id ON assets_asset FOR EACH ROW EXECUTE FUNCTION owner_that_stays();
CREATE CONSTRAINT TRIGGER case_closed_owes_nothing AFTER INSERT OR UPDATE OF status ON cases_case DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.status)::text = 'closed'::text)) EXECUTE FUNCTION case_closing();
CREATE TRIGGER case_counts_its_owners BEFORE UPDATE ON cases_case FOR EACH ROW WHEN (((new.owner_id IS DISTINCT FROM old.owner_id) OR (new.owner_epoch <> old.owner_epoch))) EXECUTE FUNCTION case_counts_owners();
CREATE CONSTRAINT TRIGGER case_ends_after_its_tasks AFTER INSERT OR UPDATE OF status ON cases_case DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.status)::text = ANY (ARRAY[('resolved'::character varying)::text, ('closed'::character varying)::text]))) EXECUTE FUNCTION case_ending_over_tasks();
CREATE CONSTRAINT TRIGGER case_fits_its_handoff AFTER UPDATE ON cases_case DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.owner_id IS DISTINCT FROM old.owner_id) OR (((new.status)::text <> (old.status)::text) AND ((new.status)::text = ANY (ARRAY[('resolved'::character varying)::text, ('closed'::character varying)::text]))))) EXECUTE FUNCTION handoff_case_held();
CREATE CONSTRAINT TRIGGER case_new_owner_is_here AFTER INSERT ON cases_case DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.owner_id IS NOT NULL) AND ((new.status)::text <> 'closed'::text))) EXECUTE FUNCTION case_owner_is_here();
CREATE CONSTRAINT TRIGGER case_new_owner_is_told AFTER INSERT ON cases_case DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.owner_id IS NOT NULL)) EXECUTE FUNCTION case_owner_is_told();
CREATE CONSTRAINT TRIGGER case_next_owner_is_here AFTER UPDATE ON cases_case DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.owner_id IS DISTINCT FROM old.owner_id) OR (((old.status)::text = 'closed'::text) AND ((new.status)::text <> 'closed'::text)))) EXECUTE FUNCTION case_owner_is_here();
CREATE CONSTRAINT TRIGGER case_next_owner_is_told AFTER UPDATE ON cases_case DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.owner_id IS DISTINCT FROM old.owner_id)) EXECUTE FUNCTION case_owner_is_told();
CREATE TRIGGER case_of_who_stays BEFORE INSERT ON cases_case FOR EACH ROW EXECUTE FUNCTION row_of_who_stays();
CREATE CONSTRAINT TRIGGER case_says_how_it_closed AFTER UPDATE OF status ON cases_case DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((((new.status)::text = 'closed'::text) <> ((old.status)::text = 'closed'::text))) EXECUTE FUNCTION case_closed_or_reopened();
CREATE CONSTRAINT TRIGGER case_says_how_it_was_made AFTER INSERT ON cases_case DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.status)::text = 'closed'::text)) EXECUTE FUNCTION case_closed_or_reopened();
CREATE TRIGGER closure_never_truncated BEFORE TRUNCATE ON cases_closure FOR EACH STATEMENT EXECUTE FUNCTION closure_stays();
CREATE CONSTRAINT TRIGGER closure_of_a_case_that_is_closed AFTER INSERT OR DELETE OR UPDATE OF case_id, reopened_at ON cases_closure DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION closure_of_a_closed_case();
CREATE TRIGGER conversation_of_who_stays BEFORE INSERT ON conversations_conversation FOR EACH ROW EXECUTE FUNCTION row_of_who_stays();
CREATE TRIGGER handle_of_who_stays BEFORE INSERT ON customers_handle FOR EACH ROW EXECUTE FUNCTION row_of_who_stays();
CREATE CONSTRAINT TRIGGER handoff_asks_who_is_here AFTER INSERT OR UPDATE ON handoffs_handoff DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.state)::text = 'offered'::text)) EXECUTE FUNCTION handoff_asks_somebody_here();
CREATE TRIGGER handoff_begins_as_an_offer BEFORE INSERT ON handoffs_handoff FOR EACH ROW EXECUTE FUNCTION handoff_begins();
CREATE CONSTRAINT TRIGGER handoff_fits_its_case AFTER INSERT OR UPDATE ON handoffs_handoff DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.state)::text = 'offered'::text)) EXECUTE FUNCTION handoff_held();
CREATE TRIGGER handoff_goes_its_way BEFORE UPDATE ON handoffs_handoff FOR EACH ROW WHEN ((NOT (is_erasing() AND ((old.case_id = new.case_id) AND (old.sender_id = new.sender_id) AND (old.epoch = new.epoch) AND ((old.state)::text = (new.state)::text) AND (old.offered_at = new.offered_at) AND (old.expires_at = new.expires_at))))) EXECUTE FUNCTION handoff_goes();
CREATE TRIGGER handoff_never_deleted BEFORE DELETE ON handoffs_handoff FOR EACH ROW EXECUTE FUNCTION handoff_stays();
CREATE TRIGGER handoff_never_truncated BEFORE TRUNCATE ON handoffs_handoff FOR EACH STATEMENT EXECUTE FUNCTION handoff_stays();
CREATE CONSTRAINT TRIGGER handoff_yes_is_followed AFTER UPDATE ON handoffs_handoff DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.state)::text = 'accepted'::text)) EXECUTE FUNCTION handoff_is_followed();
CREATE TRIGGER item_changed_of_an_open_task BEFORE UPDATE ON tasks_item FOR EACH ROW WHEN ((NOT (is_erasing() AND ((old.task_id = new.task_id) AND ((old.state)::text = (new.state)::text) AND (old.mandatory = new.mandatory))))) EXECUTE FUNCTION item_of_a_task();
CREATE TRIGGER item_never_deleted BEFORE DELETE ON tasks_item FOR EACH ROW EXECUTE FUNCTION task_refuses();
CREATE TRIGGER item_never_truncated BEFORE TRUNCATE ON tasks_item FOR EACH STATEMENT EXECUTE FUNCTION task_refuses();
CREATE TRIGGER item_of_an_open_task BEFORE INSERT ON tasks_item FOR EACH ROW EXECUTE FUNCTION item_of_a_task();
CREATE TRIGGER journal_append_only BEFORE UPDATE ON journal_entry FOR EACH ROW WHEN ((NOT (is_erasing() AND (NOT ((old.id IS DISTINCT FROM new.id) OR (old.at IS DISTINCT FROM new.at) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text) OR ((old.actor)::text IS DISTINCT FROM (new.actor)::text) OR ((old.subject)::text IS DISTINCT FROM (new.subject)::text) OR (old."case" IS DISTINCT FROM new."case") OR (old.customer IS DISTINCT FROM new.customer) OR (old.recorded_at IS DISTINCT FROM new.recorded_at)))))) EXECUTE FUNCTION journal_refuses();
CREATE TRIGGER journal_never_deleted BEFORE DELETE ON journal_entry FOR EACH ROW EXECUTE FUNCTION journal_refuses();
CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal_entry FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses();
CREATE TRIGGER ownerchange_follows_a_yes BEFORE INSERT ON cases_ownerchange FOR EACH ROW WHEN (((new.why)::text = ANY (ARRAY[('handoff'::character varying)::text, ('returned'::character varying)::text]))) EXECUTE FUNCTION ownerchange_by_a_yes();
CREATE TRIGGER ownerchange_follows_the_one_before BEFORE INSERT ON cases_ownerchange FOR EACH ROW WHEN ((new.epoch > 1)) EXECUTE FUNCTION ownerchange_follows();
CREATE CONSTRAINT TRIGGER ownerchange_is_not_ahead AFTER INSERT ON cases_ownerchange DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.epoch > 1)) EXECUTE FUNCTION ownerchange_is_true();
CREATE TRIGGER ownerchange_never_deleted BEFORE DELETE ON cases_ownerchange FOR EACH ROW EXECUTE FUNCTION ownerchange_stays();
CREATE TRIGGER ownerchange_never_rewritten BEFORE UPDATE ON cases_ownerchange FOR EACH ROW WHEN ((NOT (is_erasing() AND ((old.case_id = new.case_id) AND (old.epoch = new.epoch) AND ((old.why)::text = (new.why)::text) AND ((old.actor)::text = (new.actor)::text) AND (old.at = new.at))))) EXECUTE FUNCTION ownerchange_stays();
CREATE TRIGGER ownerchange_never_truncated BEFORE TRUNCATE ON cases_ownerchange FOR EACH STATEMENT EXECUTE FUNCTION ownerchange_stays();
CREATE TRIGGER ownership_of_who_stays BEFORE INSERT ON assets_ownership FOR EACH ROW WHEN ((new.contact_id IS NOT NULL)) EXECUTE FUNCTION row_of_who_stays();
CREATE CONSTRAINT TRIGGER person_who_leaves_is_not_asked AFTER UPDATE ON access_user DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.is_active AND (NOT new.is_active))) EXECUTE FUNCTION person_leaves_no_handoff();
CREATE CONSTRAINT TRIGGER person_who_leaves_owns_nothing AFTER UPDATE ON access_user DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.is_active AND (NOT new.is_active))) EXECUTE FUNCTION person_leaves_nothing();
CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::procrastinate_job_status))) EXECUTE FUNCTION procrastinate_notify_queue_abort_job_v1();
CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::procrastinate_job_status)) EXECUTE FUNCTION procrastinate_notify_queue_job_inserted_v1();
CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION procrastinate_trigger_abort_requested_events_procedure_v1();
CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION procrastinate_unlink_periodic_defers_v1();
CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::procrastinate_job_status))) EXECUTE FUNCTION procrastinate_trigger_function_scheduled_events_v1();
CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::procrastinate_job_status)) EXECUTE FUNCTION procrastinate_trigger_function_status_events_insert_v1();
CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION procrastinate_trigger_function_status_events_update_v1();
CREATE TRIGGER promise_made_for_an_open_case AFTER INSERT ON promises_promise REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION promises_made();
CREATE TRIGGER promise_never_deleted BEFORE DELETE ON promises_promise FOR EACH ROW EXECUTE FUNCTION promise_refuses();
CREATE TRIGGER promise_never_truncated BEFORE TRUNCATE ON promises_promise FOR EACH STATEMENT EXECUTE FUNCTION promise_refuses();
CREATE TRIGGER promise_opened_for_an_open_case AFTER UPDATE ON promises_promise FOR EACH ROW WHEN ((((new.state)::text = 'open'::text) AND (((old.state)::text <> 'open'::text) OR (old.case_id <> new.case_id)))) EXECUTE FUNCTION promise_opened();
CREATE TRIGGER site_of_who_stays BEFORE INSERT ON assets_site FOR EACH ROW WHEN ((new.contact_id IS NOT NULL)) EXECUTE FUNCTION row_of_who_stays();
CREATE TRIGGER task_after_another BEFORE INSERT OR UPDATE OF state ON tasks_task FOR EACH ROW WHEN (((new.state)::text = ANY (ARRAY[('open'::character varying)::text, ('done'::character varying)::text]))) EXECUTE FUNCTION task_in_order();
CREATE TRIGGER task_done_with_its_list BEFORE UPDATE OF state ON tasks_task FOR EACH ROW WHEN (((new.state)::text = 'done'::text)) EXECUTE FUNCTION task_done_over_items();
CREATE TRIGGER task_ended_for_good BEFORE UPDATE ON tasks_task FOR EACH ROW WHEN ((((old.state)::text <> ALL (ARRAY[('planned'::character varying)::text, ('open'::character varying)::text])) AND (NOT (is_erasing() AND ((old.state)::text = (new.state)::text))) AND (((old.state)::text IS DISTINCT FROM (new.state)::text) OR ((old.verdict)::text IS DISTINCT FROM (new.verdict)::text) OR (old.result IS DISTINCT FROM new.result) OR ((old.reason)::text IS DISTINCT FROM (new.reason)::text) OR (old.ended_at IS DISTINCT FROM new.ended_at) OR ((old.ended_by)::text IS DISTINCT FROM (new.ended_by)::text)))) EXECUTE FUNCTION task_stays_ended();
CREATE TRIGGER task_moved_to_an_open_case BEFORE UPDATE ON tasks_task FOR EACH ROW WHEN ((((new.state)::text = ANY (ARRAY[('planned'::character varying)::text, ('open'::character varying)::text])) AND ((old.case_id <> new.case_id) OR (new.blocking > old.blocking)))) EXECUTE FUNCTION task_of_a_case();
CREATE TRIGGER task_never_deleted BEFORE DELETE ON tasks_task FOR EACH ROW EXECUTE FUNCTION task_refuses();
CREATE TRIGGER task_never_truncated BEFORE TRUNCATE ON tasks_task FOR EACH STATEMENT EXECUTE FUNCTION task_refuses();
CREATE TRIGGER task_of_an_open_case BEFORE INSERT ON tasks_task FOR EACH ROW WHEN (((new.state)::text = ANY (ARRAY[('planned'::character varying)::text, ('open'::character varying)::text]))) EXECUTE FUNCTION task_of_a_case();
ALTER TABLE ONLY account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_alarm
    ADD CONSTRAINT alarms_alarm_acknowledged_by_id_2deff805_fk_access_user_id FOREIGN KEY (acknowledged_by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_alarm
    ADD CONSTRAINT alarms_alarm_asset_id_5350b9e2_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_alarm
    ADD CONSTRAINT alarms_alarm_case_id_90bff9c2_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_alarm
    ADD CONSTRAINT alarms_alarm_flood_id_2c1724f0_fk_alarms_flood_id FOREIGN KEY (flood_id) REFERENCES alarms_flood(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_alarm
    ADD CONSTRAINT alarms_alarm_rule_id_57ce313a_fk_alarms_rule_id FOREIGN KEY (rule_id) REFERENCES alarms_rule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_change
    ADD CONSTRAINT alarms_change_alarm_id_81ab449f_fk_alarms_alarm_id FOREIGN KEY (alarm_id) REFERENCES alarms_alarm(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_flood
    ADD CONSTRAINT alarms_flood_case_id_7a00fc42_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_flood
    ADD CONSTRAINT alarms_flood_product_id_1a72723c_fk_assets_product_id FOREIGN KEY (product_id) REFERENCES assets_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_flood
    ADD CONSTRAINT alarms_flood_site_id_10d6a789_fk_assets_site_id FOREIGN KEY (site_id) REFERENCES assets_site(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_reminder
    ADD CONSTRAINT alarms_reminder_alarm_id_f18f5fe9_fk_alarms_alarm_id FOREIGN KEY (alarm_id) REFERENCES alarms_alarm(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_reminder
    ADD CONSTRAINT alarms_reminder_person_id_e25c64a2_fk_access_user_id FOREIGN KEY (person_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_rule
    ADD CONSTRAINT alarms_rule_product_id_70108e54_fk_assets_product_id FOREIGN KEY (product_id) REFERENCES assets_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_rule
    ADD CONSTRAINT alarms_rule_queue_id_56f19ca2_fk_people_queue_id FOREIGN KEY (queue_id) REFERENCES people_queue(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_visitrequest
    ADD CONSTRAINT alarms_visitrequest_case_id_50bc0a70_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_visitrequest
    ADD CONSTRAINT alarms_visitrequest_promise_id_7d361c7c_fk_promises_promise_id FOREIGN KEY (promise_id) REFERENCES promises_promise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_watch
    ADD CONSTRAINT alarms_watch_asset_id_2e39191b_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_watch
    ADD CONSTRAINT alarms_watch_rule_id_4a9ca9b1_fk_alarms_rule_id FOREIGN KEY (rule_id) REFERENCES alarms_rule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_window
    ADD CONSTRAINT alarms_window_asset_id_82c6a384_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY alarms_window
    ADD CONSTRAINT alarms_window_site_id_84708494_fk_assets_site_id FOREIGN KEY (site_id) REFERENCES assets_site(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_asset
    ADD CONSTRAINT assets_asset_company_id_681456e5_fk_customers_company_id FOREIGN KEY (company_id) REFERENCES customers_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_asset
    ADD CONSTRAINT assets_asset_owner_id_23c9aaf7_fk_customers_contact_id FOREIGN KEY (owner_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_asset
    ADD CONSTRAINT assets_asset_parent_id_f3ad2dde_fk_assets_asset_id FOREIGN KEY (parent_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_asset
    ADD CONSTRAINT assets_asset_product_id_91e3d24a_fk_assets_product_id FOREIGN KEY (product_id) REFERENCES assets_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_asset
    ADD CONSTRAINT assets_asset_site_id_602d3a13_fk_assets_site_id FOREIGN KEY (site_id) REFERENCES assets_site(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_document
    ADD CONSTRAINT assets_document_asset_id_535451b1_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_document
    ADD CONSTRAINT assets_document_by_id_577bf137_fk_access_user_id FOREIGN KEY (by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_document
    ADD CONSTRAINT assets_document_file_id_b90d7de7_fk_files_file_id FOREIGN KEY (file_id) REFERENCES files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_document
    ADD CONSTRAINT assets_document_product_id_c8b3bad2_fk_assets_product_id FOREIGN KEY (product_id) REFERENCES assets_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_fitted
    ADD CONSTRAINT assets_fitted_asset_id_3528d9b1_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_fitted
    ADD CONSTRAINT assets_fitted_part_id_73c69767_fk_assets_part_id FOREIGN KEY (part_id) REFERENCES assets_part(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_import
    ADD CONSTRAINT assets_import_file_id_85bd8098_fk_files_file_id FOREIGN KEY (file_id) REFERENCES files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_import
    ADD CONSTRAINT assets_import_user_id_2fe498ce_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_ownership
    ADD CONSTRAINT assets_ownership_asset_id_3dd3fb2e_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_ownership
    ADD CONSTRAINT assets_ownership_company_id_1f5bd177_fk_customers_company_id FOREIGN KEY (company_id) REFERENCES customers_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_ownership
    ADD CONSTRAINT assets_ownership_contact_id_370ed513_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_productpart
    ADD CONSTRAINT assets_productpart_part_id_a723ef1e_fk_assets_part_id FOREIGN KEY (part_id) REFERENCES assets_part(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_productpart
    ADD CONSTRAINT assets_productpart_product_id_8292daf3_fk_assets_product_id FOREIGN KEY (product_id) REFERENCES assets_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_site
    ADD CONSTRAINT assets_site_company_id_f5d77638_fk_customers_company_id FOREIGN KEY (company_id) REFERENCES customers_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_site
    ADD CONSTRAINT assets_site_contact_id_b38f7a7e_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY assets_usage
    ADD CONSTRAINT assets_usage_asset_id_73692004_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_asset_id_1541b39d_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_contact_id_c383cc8a_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_duplicate_of_id_1796dfe5_fk_cases_case_id FOREIGN KEY (duplicate_of_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_owner_id_352cf2f7_fk_access_user_id FOREIGN KEY (owner_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_queue_id_fd6d0e3b_fk_people_queue_id FOREIGN KEY (queue_id) REFERENCES people_queue(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_case
    ADD CONSTRAINT cases_case_resembles_id_f71e0a52_fk_cases_case_id FOREIGN KEY (resembles_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_caseconversation
    ADD CONSTRAINT cases_caseconversati_conversation_id_ad08690f_fk_conversat FOREIGN KEY (conversation_id) REFERENCES conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_caseconversation
    ADD CONSTRAINT cases_caseconversation_case_id_6ddc9110_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_closure
    ADD CONSTRAINT cases_closure_case_id_7fba52e5_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_closure
    ADD CONSTRAINT cases_closure_owner_id_3d5fc968_fk_access_user_id FOREIGN KEY (owner_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_closure
    ADD CONSTRAINT cases_closure_question_id_cc991839_fk_cases_question_id FOREIGN KEY (question_id) REFERENCES cases_question(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_draft
    ADD CONSTRAINT cases_draft_case_id_2bc2a7d9_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_draft_files
    ADD CONSTRAINT cases_draft_files_draft_id_c1260269_fk_cases_draft_id FOREIGN KEY (draft_id) REFERENCES cases_draft(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_draft_files
    ADD CONSTRAINT cases_draft_files_file_id_91712016_fk_files_file_id FOREIGN KEY (file_id) REFERENCES files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_draft
    ADD CONSTRAINT cases_draft_user_id_61805eab_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_merge
    ADD CONSTRAINT cases_merge_away_id_7d373046_fk_cases_case_id FOREIGN KEY (away_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_merge
    ADD CONSTRAINT cases_merge_into_id_fe6235e1_fk_cases_case_id FOREIGN KEY (into_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_note
    ADD CONSTRAINT cases_note_case_id_77ee1e2a_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_note
    ADD CONSTRAINT cases_note_user_id_8fe161db_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_notefile
    ADD CONSTRAINT cases_notefile_file_id_a514c60f_fk_files_file_id FOREIGN KEY (file_id) REFERENCES files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_notefile
    ADD CONSTRAINT cases_notefile_note_id_c804ab92_fk_cases_note_id FOREIGN KEY (note_id) REFERENCES cases_note(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_ownerchange
    ADD CONSTRAINT cases_ownerchange_before_id_13f2874c_fk_access_user_id FOREIGN KEY (before_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_ownerchange
    ADD CONSTRAINT cases_ownerchange_case_id_b24cba2c_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_ownerchange
    ADD CONSTRAINT cases_ownerchange_owner_id_23068fbc_fk_access_user_id FOREIGN KEY (owner_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_question
    ADD CONSTRAINT cases_question_case_id_da59b57a_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_split
    ADD CONSTRAINT cases_split_case_id_1c7c2f2d_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cases_split
    ADD CONSTRAINT cases_split_new_id_c6ce81d7_fk_cases_case_id FOREIGN KEY (new_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY channels_account
    ADD CONSTRAINT channels_account_queue_id_8558d15a_fk_people_queue_id FOREIGN KEY (queue_id) REFERENCES people_queue(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY channels_brand
    ADD CONSTRAINT channels_brand_account_id_cd5047b0_fk_channels_account_id FOREIGN KEY (account_id) REFERENCES channels_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY channels_media
    ADD CONSTRAINT channels_media_account_id_5ecbbfa5_fk_channels_account_id FOREIGN KEY (account_id) REFERENCES channels_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY channels_outgoing
    ADD CONSTRAINT channels_outgoing_account_id_52f403b5_fk_channels_account_id FOREIGN KEY (account_id) REFERENCES channels_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY channels_piece
    ADD CONSTRAINT channels_piece_outgoing_id_0cd1c896_fk_channels_outgoing_id FOREIGN KEY (outgoing_id) REFERENCES channels_outgoing(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY channels_rawitem
    ADD CONSTRAINT channels_rawitem_account_id_2ab12ec2_fk_channels_account_id FOREIGN KEY (account_id) REFERENCES channels_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY channels_rawitem
    ADD CONSTRAINT channels_rawitem_copy_of_id_d333676e_fk_channels_rawitem_id FOREIGN KEY (copy_of_id) REFERENCES channels_rawitem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY channels_standing
    ADD CONSTRAINT channels_standing_account_id_3fb25bd5_fk_channels_account_id FOREIGN KEY (account_id) REFERENCES channels_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY channels_template
    ADD CONSTRAINT channels_template_account_id_11de9715_fk_channels_account_id FOREIGN KEY (account_id) REFERENCES channels_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY conversations_awaited
    ADD CONSTRAINT conversations_awaite_conversation_id_913a3b71_fk_conversat FOREIGN KEY (conversation_id) REFERENCES conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY conversations_conversation
    ADD CONSTRAINT conversations_conver_account_id_140c2573_fk_channels_ FOREIGN KEY (account_id) REFERENCES channels_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY conversations_conversation
    ADD CONSTRAINT conversations_conver_contact_id_000135ab_fk_customers FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY conversations_message
    ADD CONSTRAINT conversations_messag_conversation_id_f1a2d5e9_fk_conversat FOREIGN KEY (conversation_id) REFERENCES conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY conversations_messagefile
    ADD CONSTRAINT conversations_messag_message_id_18c2f59d_fk_conversat FOREIGN KEY (message_id) REFERENCES conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY conversations_message
    ADD CONSTRAINT conversations_messag_outgoing_id_c77b162c_fk_channels_ FOREIGN KEY (outgoing_id) REFERENCES channels_outgoing(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY conversations_message
    ADD CONSTRAINT conversations_message_raw_id_5035c94a_fk_channels_rawitem_id FOREIGN KEY (raw_id) REFERENCES channels_rawitem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY conversations_message
    ADD CONSTRAINT conversations_message_user_id_a91d73be_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY conversations_messagefile
    ADD CONSTRAINT conversations_messagefile_file_id_e8472856_fk_files_file_id FOREIGN KEY (file_id) REFERENCES files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_absence
    ADD CONSTRAINT cover_absence_cover_id_5eb41ba7_fk_access_user_id FOREIGN KEY (cover_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_absence
    ADD CONSTRAINT cover_absence_refused_by_id_ee0f7eb0_fk_access_user_id FOREIGN KEY (refused_by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_absence
    ADD CONSTRAINT cover_absence_user_id_7f7a5504_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_coveralarm
    ADD CONSTRAINT cover_coveralarm_absence_id_6a91ef42_fk_cover_absence_id FOREIGN KEY (absence_id) REFERENCES cover_absence(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_coveralarm
    ADD CONSTRAINT cover_coveralarm_handover_id_c2f69ef2_fk_cover_shifthandover_id FOREIGN KEY (handover_id) REFERENCES cover_shifthandover(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_coveralarm
    ADD CONSTRAINT cover_coveralarm_person_id_ae0eb3b0_fk_access_user_id FOREIGN KEY (person_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_coveralarm
    ADD CONSTRAINT cover_coveralarm_who_id_feca067d_fk_access_user_id FOREIGN KEY (who_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_coverrule
    ADD CONSTRAINT cover_coverrule_queue_id_2e7d5137_fk_people_queue_id FOREIGN KEY (queue_id) REFERENCES people_queue(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_decision
    ADD CONSTRAINT cover_decision_absence_id_c8311a68_fk_cover_absence_id FOREIGN KEY (absence_id) REFERENCES cover_absence(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_decision
    ADD CONSTRAINT cover_decision_back_id_961f1df4_fk_handoffs_handoff_id FOREIGN KEY (back_id) REFERENCES handoffs_handoff(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_decision
    ADD CONSTRAINT cover_decision_case_id_27d958a9_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_decision
    ADD CONSTRAINT cover_decision_covered_by_id_d8097abf_fk_access_user_id FOREIGN KEY (covered_by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_decision
    ADD CONSTRAINT cover_decision_handoff_id_43fee912_fk_handoffs_handoff_id FOREIGN KEY (handoff_id) REFERENCES handoffs_handoff(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_shifthandover
    ADD CONSTRAINT cover_shifthandover_receiver_id_ab08d311_fk_access_user_id FOREIGN KEY (receiver_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_shifthandover
    ADD CONSTRAINT cover_shifthandover_user_id_1da1742e_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_shiftline
    ADD CONSTRAINT cover_shiftline_case_id_d5eb8eaf_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_shiftline
    ADD CONSTRAINT cover_shiftline_handoff_id_2403a1da_fk_handoffs_handoff_id FOREIGN KEY (handoff_id) REFERENCES handoffs_handoff(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_shiftline
    ADD CONSTRAINT cover_shiftline_handover_id_afd82e0a_fk_cover_shifthandover_id FOREIGN KEY (handover_id) REFERENCES cover_shifthandover(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_shiftline
    ADD CONSTRAINT cover_shiftline_lead_id_d8ac2524_fk_access_user_id FOREIGN KEY (lead_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_skip
    ADD CONSTRAINT cover_skip_case_id_926d9f8c_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_skip
    ADD CONSTRAINT cover_skip_to_id_c63d5d95_fk_access_user_id FOREIGN KEY (to_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY cover_skip
    ADD CONSTRAINT cover_skip_user_id_1438687b_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_apart
    ADD CONSTRAINT customers_apart_one_id_a41016ff_fk_customers_contact_id FOREIGN KEY (one_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_apart
    ADD CONSTRAINT customers_apart_other_id_3af5c645_fk_customers_contact_id FOREIGN KEY (other_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_contact
    ADD CONSTRAINT customers_contact_company_id_b52c4cc4_fk_customers_company_id FOREIGN KEY (company_id) REFERENCES customers_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_contact
    ADD CONSTRAINT customers_contact_merged_into_id_eba454dd_fk_customers FOREIGN KEY (merged_into_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_handle
    ADD CONSTRAINT customers_handle_contact_id_9827c31f_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_merge
    ADD CONSTRAINT customers_merge_away_id_69cd39c5_fk_customers_contact_id FOREIGN KEY (away_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_merge
    ADD CONSTRAINT customers_merge_into_id_862821c7_fk_customers_contact_id FOREIGN KEY (into_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_split
    ADD CONSTRAINT customers_split_contact_id_34d2e54a_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_split
    ADD CONSTRAINT customers_split_new_id_68243ded_fk_customers_contact_id FOREIGN KEY (new_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_answer
    ADD CONSTRAINT diagnosis_answer_session_id_1a0ed6b1_fk_diagnosis_session_id FOREIGN KEY (session_id) REFERENCES diagnosis_session(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_confirmation
    ADD CONSTRAINT diagnosis_confirmati_session_id_daafd383_fk_diagnosis FOREIGN KEY (session_id) REFERENCES diagnosis_session(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_confirmation
    ADD CONSTRAINT diagnosis_confirmati_version_id_7e7023d5_fk_diagnosis FOREIGN KEY (version_id) REFERENCES diagnosis_version(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_confirmation
    ADD CONSTRAINT diagnosis_confirmation_case_id_dde71651_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_confirmation
    ADD CONSTRAINT diagnosis_confirmation_fault_id_0c6eb0d7_fk_diagnosis_fault_id FOREIGN KEY (fault_id) REFERENCES diagnosis_fault(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_confirmation
    ADD CONSTRAINT diagnosis_confirmation_user_id_3cd9624c_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_fault
    ADD CONSTRAINT diagnosis_fault_live_id_f81ed022_fk_diagnosis_version_id FOREIGN KEY (live_id) REFERENCES diagnosis_version(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_faultproduct
    ADD CONSTRAINT diagnosis_faultproduct_fault_id_cb6aa6a2_fk_diagnosis_fault_id FOREIGN KEY (fault_id) REFERENCES diagnosis_fault(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_faultproduct
    ADD CONSTRAINT diagnosis_faultproduct_product_id_12268088_fk_assets_product_id FOREIGN KEY (product_id) REFERENCES assets_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_lesson
    ADD CONSTRAINT diagnosis_lesson_confirmation_id_7e0f220f_fk_diagnosis FOREIGN KEY (confirmation_id) REFERENCES diagnosis_confirmation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_lesson
    ADD CONSTRAINT diagnosis_lesson_fault_id_c7151784_fk_diagnosis_fault_id FOREIGN KEY (fault_id) REFERENCES diagnosis_fault(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_lesson
    ADD CONSTRAINT diagnosis_lesson_product_id_a49eb40a_fk_assets_product_id FOREIGN KEY (product_id) REFERENCES assets_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_session
    ADD CONSTRAINT diagnosis_session_asset_id_c402403b_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_session
    ADD CONSTRAINT diagnosis_session_case_id_ea61f505_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_session
    ADD CONSTRAINT diagnosis_session_fault_id_4244136b_fk_diagnosis_fault_id FOREIGN KEY (fault_id) REFERENCES diagnosis_fault(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_session
    ADD CONSTRAINT diagnosis_session_product_id_214b79b3_fk_assets_product_id FOREIGN KEY (product_id) REFERENCES assets_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_session
    ADD CONSTRAINT diagnosis_session_version_id_afcdb58d_fk_diagnosis_version_id FOREIGN KEY (version_id) REFERENCES diagnosis_version(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_turn
    ADD CONSTRAINT diagnosis_turn_fault_id_0a09ef1d_fk_diagnosis_fault_id FOREIGN KEY (fault_id) REFERENCES diagnosis_fault(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_turn
    ADD CONSTRAINT diagnosis_turn_version_id_47026b73_fk_diagnosis_version_id FOREIGN KEY (version_id) REFERENCES diagnosis_version(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_version
    ADD CONSTRAINT diagnosis_version_based_on_id_41edbb4f_fk_diagnosis_version_id FOREIGN KEY (based_on_id) REFERENCES diagnosis_version(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY diagnosis_version
    ADD CONSTRAINT diagnosis_version_fault_id_6f637c76_fk_diagnosis_fault_id FOREIGN KEY (fault_id) REFERENCES diagnosis_fault(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY email_fetched
    ADD CONSTRAINT email_fetched_folder_id_59e809ba_fk_email_folder_id FOREIGN KEY (folder_id) REFERENCES email_folder(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY email_fetched
    ADD CONSTRAINT email_fetched_raw_id_32df7835_fk_channels_rawitem_id FOREIGN KEY (raw_id) REFERENCES channels_rawitem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY email_folder
    ADD CONSTRAINT email_folder_account_id_dab0d523_fk_channels_account_id FOREIGN KEY (account_id) REFERENCES channels_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY email_stuck
    ADD CONSTRAINT email_stuck_folder_id_eca2ef7d_fk_email_folder_id FOREIGN KEY (folder_id) REFERENCES email_folder(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_campaignasset
    ADD CONSTRAINT entitlements_campaig_campaign_id_41def9b9_fk_entitleme FOREIGN KEY (campaign_id) REFERENCES entitlements_campaign(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_campaignasset
    ADD CONSTRAINT entitlements_campaig_contact_id_148e54ed_fk_customers FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_campaign
    ADD CONSTRAINT entitlements_campaign_keeper_id_9233ad08_fk_access_user_id FOREIGN KEY (keeper_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_campaign
    ADD CONSTRAINT entitlements_campaign_product_id_466fa144_fk_assets_product_id FOREIGN KEY (product_id) REFERENCES assets_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_campaign
    ADD CONSTRAINT entitlements_campaign_queue_id_3d52d912_fk_people_queue_id FOREIGN KEY (queue_id) REFERENCES people_queue(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_campaignasset
    ADD CONSTRAINT entitlements_campaignasset_asset_id_45eb304c_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_contract
    ADD CONSTRAINT entitlements_contrac_calendar_id_3e8f3d03_fk_worktime_ FOREIGN KEY (calendar_id) REFERENCES worktime_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_contract
    ADD CONSTRAINT entitlements_contrac_company_id_19a90c90_fk_customers FOREIGN KEY (company_id) REFERENCES customers_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_contract
    ADD CONSTRAINT entitlements_contrac_contact_id_ec1ed7ed_fk_customers FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_contractasset
    ADD CONSTRAINT entitlements_contrac_contract_id_61258b8e_fk_entitleme FOREIGN KEY (contract_id) REFERENCES entitlements_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_contract
    ADD CONSTRAINT entitlements_contract_keeper_id_0ebe0129_fk_access_user_id FOREIGN KEY (keeper_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_contractasset
    ADD CONSTRAINT entitlements_contractasset_asset_id_3e162663_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_decided
    ADD CONSTRAINT entitlements_decided_asset_id_ccc3d1f3_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_decided
    ADD CONSTRAINT entitlements_decided_contract_id_83d4157a_fk_entitleme FOREIGN KEY (contract_id) REFERENCES entitlements_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_decided
    ADD CONSTRAINT entitlements_decided_terms_id_e6f62af3_fk_entitlements_terms_id FOREIGN KEY (terms_id) REFERENCES entitlements_terms(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_ending
    ADD CONSTRAINT entitlements_ending_asset_id_eb8c159a_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_ending
    ADD CONSTRAINT entitlements_ending_contact_id_50eabc5b_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_ending
    ADD CONSTRAINT entitlements_ending_terms_id_3f08b591_fk_entitlements_terms_id FOREIGN KEY (terms_id) REFERENCES entitlements_terms(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_goodwill
    ADD CONSTRAINT entitlements_goodwil_budget_id_e102a64f_fk_entitleme FOREIGN KEY (budget_id) REFERENCES entitlements_goodwillbudget(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_goodwill
    ADD CONSTRAINT entitlements_goodwill_asset_id_5d5efaca_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_goodwill
    ADD CONSTRAINT entitlements_goodwill_by_id_3a222a50_fk_access_user_id FOREIGN KEY (by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_handling
    ADD CONSTRAINT entitlements_handlin_company_id_4a602e9f_fk_customers FOREIGN KEY (company_id) REFERENCES customers_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_handlingseen
    ADD CONSTRAINT entitlements_handlin_contact_id_6298e516_fk_customers FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_handling
    ADD CONSTRAINT entitlements_handlin_contact_id_fcc516ac_fk_customers FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_handlingseen
    ADD CONSTRAINT entitlements_handlin_handling_id_b2ecb9f5_fk_entitleme FOREIGN KEY (handling_id) REFERENCES entitlements_handling(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_handling
    ADD CONSTRAINT entitlements_handling_asset_id_09894070_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_handling
    ADD CONSTRAINT entitlements_handling_author_id_483d92a0_fk_access_user_id FOREIGN KEY (author_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_handling
    ADD CONSTRAINT entitlements_handling_ended_by_id_57e11a17_fk_access_user_id FOREIGN KEY (ended_by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_handling
    ADD CONSTRAINT entitlements_handling_site_id_9acf285c_fk_assets_site_id FOREIGN KEY (site_id) REFERENCES assets_site(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_handlingseen
    ADD CONSTRAINT entitlements_handlingseen_user_id_44779d4c_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_outlook
    ADD CONSTRAINT entitlements_outlook_asset_id_6810d05a_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_outlook
    ADD CONSTRAINT entitlements_outlook_terms_id_f75c055a_fk_entitlements_terms_id FOREIGN KEY (terms_id) REFERENCES entitlements_terms(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_quota
    ADD CONSTRAINT entitlements_quota_contract_id_3562939f_fk_entitleme FOREIGN KEY (contract_id) REFERENCES entitlements_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_servicedue
    ADD CONSTRAINT entitlements_service_plan_id_a59b2eae_fk_entitleme FOREIGN KEY (plan_id) REFERENCES entitlements_serviceplan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_serviceplan
    ADD CONSTRAINT entitlements_service_product_id_8bc15214_fk_assets_pr FOREIGN KEY (product_id) REFERENCES assets_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_servicedue
    ADD CONSTRAINT entitlements_servicedue_asset_id_cf3d7023_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_servicedue
    ADD CONSTRAINT entitlements_servicedue_done_by_id_16f76e49_fk_access_user_id FOREIGN KEY (done_by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_terms
    ADD CONSTRAINT entitlements_terms_part_id_e7bdf26f_fk_assets_part_id FOREIGN KEY (part_id) REFERENCES assets_part(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_terms
    ADD CONSTRAINT entitlements_terms_product_id_32bbab77_fk_assets_product_id FOREIGN KEY (product_id) REFERENCES assets_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY entitlements_use
    ADD CONSTRAINT entitlements_use_quota_id_3512c38f_fk_entitlements_quota_id FOREIGN KEY (quota_id) REFERENCES entitlements_quota(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_complaint
    ADD CONSTRAINT feedback_complaint_case_id_a32784a1_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_complaint
    ADD CONSTRAINT feedback_complaint_lead_id_3dfd5cd7_fk_access_user_id FOREIGN KEY (lead_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_delivery
    ADD CONSTRAINT feedback_delivery_source_id_3bf42f8c_fk_channels_account_id FOREIGN KEY (source_id) REFERENCES channels_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_import
    ADD CONSTRAINT feedback_import_file_id_03ef38f5_fk_files_file_id FOREIGN KEY (file_id) REFERENCES files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_import
    ADD CONSTRAINT feedback_import_source_id_09ad2eb5_fk_channels_account_id FOREIGN KEY (source_id) REFERENCES channels_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_import
    ADD CONSTRAINT feedback_import_user_id_47be6724_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_match
    ADD CONSTRAINT feedback_match_contact_id_baa3a9c8_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_match
    ADD CONSTRAINT feedback_match_review_id_35654dab_fk_feedback_review_id FOREIGN KEY (review_id) REFERENCES feedback_review(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_match
    ADD CONSTRAINT feedback_match_user_id_17d96b00_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_politequestion
    ADD CONSTRAINT feedback_politequest_review_id_d3c87ef8_fk_feedback_ FOREIGN KEY (review_id) REFERENCES feedback_review(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_publicanswer
    ADD CONSTRAINT feedback_publicanswe_message_id_e979ac06_fk_conversat FOREIGN KEY (message_id) REFERENCES conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_publicanswer
    ADD CONSTRAINT feedback_publicanswer_review_id_6e9cf178_fk_feedback_review_id FOREIGN KEY (review_id) REFERENCES feedback_review(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_publicanswer
    ADD CONSTRAINT feedback_publicanswer_user_id_1e2039c5_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_review
    ADD CONSTRAINT feedback_review_case_id_4cf74575_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_review
    ADD CONSTRAINT feedback_review_customer_id_081329fe_fk_customers_contact_id FOREIGN KEY (customer_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_review
    ADD CONSTRAINT feedback_review_source_id_4fd91eaf_fk_channels_account_id FOREIGN KEY (source_id) REFERENCES channels_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_version
    ADD CONSTRAINT feedback_version_review_id_31f0c8c6_fk_feedback_review_id FOREIGN KEY (review_id) REFERENCES feedback_review(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_wrongrow
    ADD CONSTRAINT feedback_wrongrow_run_id_f02a6222_fk_feedback_import_id FOREIGN KEY (run_id) REFERENCES feedback_import(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY handoffs_alarm
    ADD CONSTRAINT handoffs_alarm_case_id_40ddd88c_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY handoffs_alarm
    ADD CONSTRAINT handoffs_alarm_handoff_id_f2a8b61f_fk_handoffs_handoff_id FOREIGN KEY (handoff_id) REFERENCES handoffs_handoff(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY handoffs_alarm
    ADD CONSTRAINT handoffs_alarm_person_id_9d8f78da_fk_access_user_id FOREIGN KEY (person_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY handoffs_alarm
    ADD CONSTRAINT handoffs_alarm_who_id_c9d7dd66_fk_access_user_id FOREIGN KEY (who_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY handoffs_handoff
    ADD CONSTRAINT handoffs_handoff_answered_by_id_10b0cfa4_fk_access_user_id FOREIGN KEY (answered_by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY handoffs_handoff
    ADD CONSTRAINT handoffs_handoff_back_to_id_cb81b58e_fk_access_user_id FOREIGN KEY (back_to_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY handoffs_handoff
    ADD CONSTRAINT handoffs_handoff_case_id_ee91b417_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY handoffs_handoff
    ADD CONSTRAINT handoffs_handoff_sender_id_8d752dbc_fk_access_user_id FOREIGN KEY (sender_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY handoffs_handoff
    ADD CONSTRAINT handoffs_handoff_to_team_id_a8aff662_fk_people_team_id FOREIGN KEY (to_team_id) REFERENCES people_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY handoffs_handoff
    ADD CONSTRAINT handoffs_handoff_to_user_id_7c4a6e6a_fk_access_user_id FOREIGN KEY (to_user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY people_membership
    ADD CONSTRAINT people_membership_team_id_61ae9260_fk_people_team_id FOREIGN KEY (team_id) REFERENCES people_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY people_membership
    ADD CONSTRAINT people_membership_user_id_35baff26_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY people_presence
    ADD CONSTRAINT people_presence_user_id_4cdd55b6_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY people_queue
    ADD CONSTRAINT people_queue_deputy_id_bb9ca201_fk_access_user_id FOREIGN KEY (deputy_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY people_queue
    ADD CONSTRAINT people_queue_duty_lead_id_51ed251b_fk_access_user_id FOREIGN KEY (duty_lead_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY people_queue
    ADD CONSTRAINT people_queue_team_id_af025ab3_fk_people_team_id FOREIGN KEY (team_id) REFERENCES people_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY portal_seat
    ADD CONSTRAINT portal_seat_company_id_58a06020_fk_customers_company_id FOREIGN KEY (company_id) REFERENCES customers_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY portal_seat
    ADD CONSTRAINT portal_seat_contact_id_88eba444_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY portal_session
    ADD CONSTRAINT portal_session_contact_id_a3974571_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY portal_signin
    ADD CONSTRAINT portal_signin_contact_id_6f96300b_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY privacy_erasure
    ADD CONSTRAINT privacy_erasure_contact_id_a4fd71ca_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY privacy_hold
    ADD CONSTRAINT privacy_hold_contact_id_c355fdb9_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY privacy_personcopy
    ADD CONSTRAINT privacy_personcopy_contact_id_3b51e0bc_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY privacy_personcopy
    ADD CONSTRAINT privacy_personcopy_file_id_67b9ed86_fk_files_file_id FOREIGN KEY (file_id) REFERENCES files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY privacy_spoken
    ADD CONSTRAINT privacy_spoken_contact_id_4e2c8d41_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY privacy_wishes
    ADD CONSTRAINT privacy_wishes_contact_id_b9b75aa1_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY problems_problem
    ADD CONSTRAINT problems_problem_owner_id_bbbc9a2e_fk_access_user_id FOREIGN KEY (owner_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY problems_problem
    ADD CONSTRAINT problems_problem_product_id_201e9832_fk_assets_product_id FOREIGN KEY (product_id) REFERENCES assets_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES procrastinate_jobs(id) ON DELETE CASCADE;
ALTER TABLE ONLY procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES procrastinate_workers(id) ON DELETE SET NULL;
ALTER TABLE ONLY procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES procrastinate_jobs(id);
ALTER TABLE ONLY promises_feasibility
    ADD CONSTRAINT promises_feasibility_case_id_dda52fd3_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_feasibility
    ADD CONSTRAINT promises_feasibility_overruled_by_id_21ad7479_fk_access_user_id FOREIGN KEY (overruled_by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_housephrase
    ADD CONSTRAINT promises_housephrase_account_id_6eafe908_fk_channels_account_id FOREIGN KEY (account_id) REFERENCES channels_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_move
    ADD CONSTRAINT promises_move_promise_id_bf6caecf_fk_promises_promise_id FOREIGN KEY (promise_id) REFERENCES promises_promise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_policy
    ADD CONSTRAINT promises_policy_calendar_id_a0ee2c9b_fk_worktime_calendar_id FOREIGN KEY (calendar_id) REFERENCES worktime_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_policy
    ADD CONSTRAINT promises_policy_contract_id_39ec17ff_fk_entitleme FOREIGN KEY (contract_id) REFERENCES entitlements_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_policy
    ADD CONSTRAINT promises_policy_queue_id_e5c58f0a_fk_people_queue_id FOREIGN KEY (queue_id) REFERENCES people_queue(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_promise
    ADD CONSTRAINT promises_promise_calendar_id_539fd255_fk_worktime_calendar_id FOREIGN KEY (calendar_id) REFERENCES worktime_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_promise
    ADD CONSTRAINT promises_promise_case_id_0f297d20_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_promise
    ADD CONSTRAINT promises_promise_feasibility_id_c9ceb5ad_fk_promises_ FOREIGN KEY (feasibility_id) REFERENCES promises_feasibility(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_promise
    ADD CONSTRAINT promises_promise_keeper_id_ec995c0b_fk_access_user_id FOREIGN KEY (keeper_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_promise
    ADD CONSTRAINT promises_promise_message_id_dacdb15c_fk_conversat FOREIGN KEY (message_id) REFERENCES conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_promise
    ADD CONSTRAINT promises_promise_moved_to_id_c2c5d592_fk_promises_promise_id FOREIGN KEY (moved_to_id) REFERENCES promises_promise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_promise
    ADD CONSTRAINT promises_promise_policy_id_c55de724_fk_promises_policy_id FOREIGN KEY (policy_id) REFERENCES promises_policy(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_promise
    ADD CONSTRAINT promises_promise_released_by_id_990d2cca_fk_conversat FOREIGN KEY (released_by_id) REFERENCES conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_proposal
    ADD CONSTRAINT promises_proposal_case_id_cd02df8a_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_proposal
    ADD CONSTRAINT promises_proposal_message_id_12978f67_fk_conversat FOREIGN KEY (message_id) REFERENCES conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_proposal
    ADD CONSTRAINT promises_proposal_note_id_b2cd65a9_fk_cases_note_id FOREIGN KEY (note_id) REFERENCES cases_note(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_proposal
    ADD CONSTRAINT promises_proposal_promise_id_a08bb54b_fk_promises_promise_id FOREIGN KEY (promise_id) REFERENCES promises_promise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_recompute
    ADD CONSTRAINT promises_recompute_calendar_id_56d3183c_fk_worktime_calendar_id FOREIGN KEY (calendar_id) REFERENCES worktime_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_recompute
    ADD CONSTRAINT promises_recompute_policy_id_cdc39c15_fk_promises_policy_id FOREIGN KEY (policy_id) REFERENCES promises_policy(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_recompute
    ADD CONSTRAINT promises_recompute_team_id_c20d578d_fk_people_team_id FOREIGN KEY (team_id) REFERENCES people_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_warning
    ADD CONSTRAINT promises_warning_fallback_id_37772c0a_fk_access_user_id FOREIGN KEY (fallback_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_warning
    ADD CONSTRAINT promises_warning_person_id_ea552bec_fk_access_user_id FOREIGN KEY (person_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY promises_warning
    ADD CONSTRAINT promises_warning_promise_id_91e4937f_fk_promises_promise_id FOREIGN KEY (promise_id) REFERENCES promises_promise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_apology
    ADD CONSTRAINT recovery_apology_feasibility_id_77dc0b11_fk_promises_ FOREIGN KEY (feasibility_id) REFERENCES promises_feasibility(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_apology
    ADD CONSTRAINT recovery_apology_promise_id_96edd210_fk_promises_promise_id FOREIGN KEY (promise_id) REFERENCES promises_promise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_apology
    ADD CONSTRAINT recovery_apology_vouched_by_id_10a1ccf0_fk_access_user_id FOREIGN KEY (vouched_by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_budget
    ADD CONSTRAINT recovery_budget_team_id_0d19f051_fk_people_team_id FOREIGN KEY (team_id) REFERENCES people_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_choice
    ADD CONSTRAINT recovery_choice_offer_id_87dd8d3c_fk_recovery_offer_id FOREIGN KEY (offer_id) REFERENCES recovery_offer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_choice
    ADD CONSTRAINT recovery_choice_remedy_id_080b23b2_fk_recovery_remedy_id FOREIGN KEY (remedy_id) REFERENCES recovery_remedy(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_floor
    ADD CONSTRAINT recovery_floor_contract_id_79aee53b_fk_entitlements_contract_id FOREIGN KEY (contract_id) REFERENCES entitlements_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_nudge
    ADD CONSTRAINT recovery_nudge_case_id_fdbc063c_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_nudgerule
    ADD CONSTRAINT recovery_nudgerule_queue_id_87668989_fk_people_queue_id FOREIGN KEY (queue_id) REFERENCES people_queue(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_offer
    ADD CONSTRAINT recovery_offer_budget_id_f287c456_fk_recovery_budget_id FOREIGN KEY (budget_id) REFERENCES recovery_budget(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_offer
    ADD CONSTRAINT recovery_offer_case_id_f0c2217c_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_offer
    ADD CONSTRAINT recovery_offer_chosen_id_878d5d20_fk_recovery_remedy_id FOREIGN KEY (chosen_id) REFERENCES recovery_remedy(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_offer
    ADD CONSTRAINT recovery_offer_consent_message_id_8015925a_fk_conversat FOREIGN KEY (consent_message_id) REFERENCES conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_offer
    ADD CONSTRAINT recovery_offer_delivery_id_e0e265f1_fk_promises_promise_id FOREIGN KEY (delivery_id) REFERENCES promises_promise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_offer
    ADD CONSTRAINT recovery_offer_promise_id_0283a574_fk_promises_promise_id FOREIGN KEY (promise_id) REFERENCES promises_promise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_offer
    ADD CONSTRAINT recovery_offer_task_id_0d1d6836_fk_tasks_task_id FOREIGN KEY (task_id) REFERENCES tasks_task(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_offer
    ADD CONSTRAINT recovery_offer_user_id_aa2f8bf9_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY recovery_watch
    ADD CONSTRAINT recovery_watch_promise_id_959bf94d_fk_promises_promise_id FOREIGN KEY (promise_id) REFERENCES promises_promise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY repeats_mention
    ADD CONSTRAINT repeats_mention_conversation_id_4188a9b7_fk_conversat FOREIGN KEY (conversation_id) REFERENCES conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY repeats_recognition
    ADD CONSTRAINT repeats_recognition_answered_by_id_d233703c_fk_access_user_id FOREIGN KEY (answered_by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY repeats_recognition
    ADD CONSTRAINT repeats_recognition_case_id_c26740a4_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY repeats_recognition
    ADD CONSTRAINT repeats_recognition_conversation_id_cfc0b770_fk_conversat FOREIGN KEY (conversation_id) REFERENCES conversations_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY repeats_recognition
    ADD CONSTRAINT repeats_recognition_known_id_04750354_fk_cases_case_id FOREIGN KEY (known_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY routing_firstreading
    ADD CONSTRAINT routing_firstreading_before_id_9a1192df_fk_people_queue_id FOREIGN KEY (before_id) REFERENCES people_queue(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY routing_firstreading
    ADD CONSTRAINT routing_firstreading_case_id_7dc6131b_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY routing_firstreading
    ADD CONSTRAINT routing_firstreading_rule_id_17109bb1_fk_routing_rule_id FOREIGN KEY (rule_id) REFERENCES routing_rule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY routing_hint
    ADD CONSTRAINT routing_hint_message_id_326bb3f9_fk_conversations_message_id FOREIGN KEY (message_id) REFERENCES conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY routing_rule
    ADD CONSTRAINT routing_rule_queue_id_b19464ee_fk_people_queue_id FOREIGN KEY (queue_id) REFERENCES people_queue(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_department
    ADD CONSTRAINT tasks_department_lead_id_3d1d1a02_fk_access_user_id FOREIGN KEY (lead_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_department
    ADD CONSTRAINT tasks_department_team_id_585724e0_fk_people_team_id FOREIGN KEY (team_id) REFERENCES people_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_held
    ADD CONSTRAINT tasks_held_task_id_11ed91e4_fk_tasks_task_id FOREIGN KEY (task_id) REFERENCES tasks_task(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_held
    ADD CONSTRAINT tasks_held_user_id_c809347a_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_item
    ADD CONSTRAINT tasks_item_by_id_0d7f5b16_fk_access_user_id FOREIGN KEY (by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_item
    ADD CONSTRAINT tasks_item_task_id_af16e1b8_fk_tasks_task_id FOREIGN KEY (task_id) REFERENCES tasks_task(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_planstep
    ADD CONSTRAINT tasks_planstep_approver_id_339acdbb_fk_access_user_id FOREIGN KEY (approver_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_planstep
    ADD CONSTRAINT tasks_planstep_plan_id_792ed820_fk_tasks_taskplan_id FOREIGN KEY (plan_id) REFERENCES tasks_taskplan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_planstep
    ADD CONSTRAINT tasks_planstep_substitute_id_c2ea60c6_fk_access_user_id FOREIGN KEY (substitute_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_planstep
    ADD CONSTRAINT tasks_planstep_team_id_7dac9faa_fk_people_team_id FOREIGN KEY (team_id) REFERENCES people_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_task
    ADD CONSTRAINT tasks_task_after_id_19d91174_fk_tasks_task_id FOREIGN KEY (after_id) REFERENCES tasks_task(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_task
    ADD CONSTRAINT tasks_task_approver_id_efdd836a_fk_access_user_id FOREIGN KEY (approver_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_task
    ADD CONSTRAINT tasks_task_asked_by_id_7d0e6515_fk_access_user_id FOREIGN KEY (asked_by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_task
    ADD CONSTRAINT tasks_task_assignee_id_2c3ca866_fk_access_user_id FOREIGN KEY (assignee_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_task
    ADD CONSTRAINT tasks_task_case_id_b2f2deb3_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_task
    ADD CONSTRAINT tasks_task_decided_by_id_de019b98_fk_access_user_id FOREIGN KEY (decided_by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_task
    ADD CONSTRAINT tasks_task_plan_id_d0bfad54_fk_tasks_taskplan_id FOREIGN KEY (plan_id) REFERENCES tasks_taskplan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_task
    ADD CONSTRAINT tasks_task_substitute_id_8e060ac3_fk_access_user_id FOREIGN KEY (substitute_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tasks_task
    ADD CONSTRAINT tasks_task_team_id_ea72d366_fk_people_team_id FOREIGN KEY (team_id) REFERENCES people_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY telemetry_aside
    ADD CONSTRAINT telemetry_aside_asset_id_3e4d8920_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY telemetry_aside
    ADD CONSTRAINT telemetry_aside_seen_by_id_5848f2c2_fk_access_user_id FOREIGN KEY (seen_by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY telemetry_credential
    ADD CONSTRAINT telemetry_credential_asset_id_ab0c0400_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY telemetry_credential
    ADD CONSTRAINT telemetry_credential_claimed_with_id_f605919c_fk_telemetry FOREIGN KEY (claimed_with_id) REFERENCES telemetry_productkey(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY telemetry_credential
    ADD CONSTRAINT telemetry_credential_made_by_id_aaa47b46_fk_access_user_id FOREIGN KEY (made_by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY telemetry_credential
    ADD CONSTRAINT telemetry_credential_revoked_by_id_931b3941_fk_access_user_id FOREIGN KEY (revoked_by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY telemetry_gap
    ADD CONSTRAINT telemetry_gap_asset_id_aec0c94d_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY telemetry_productkey
    ADD CONSTRAINT telemetry_productkey_made_by_id_ccc7c0bc_fk_access_user_id FOREIGN KEY (made_by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY telemetry_productkey
    ADD CONSTRAINT telemetry_productkey_product_id_4eded0d1_fk_assets_product_id FOREIGN KEY (product_id) REFERENCES assets_product(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY telemetry_productkey
    ADD CONSTRAINT telemetry_productkey_revoked_by_id_7943ac65_fk_access_user_id FOREIGN KEY (revoked_by_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY telemetry_stand
    ADD CONSTRAINT telemetry_stand_asset_id_84ef6dd6_fk_assets_asset_id FOREIGN KEY (asset_id) REFERENCES assets_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY translating_rendering
    ADD CONSTRAINT translating_rendering_case_id_b4f1c8f0_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES cases_case(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY translating_rendering
    ADD CONSTRAINT translating_rendering_user_id_412dccd9_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY translating_translation
    ADD CONSTRAINT translating_translat_message_id_b8d1379d_fk_conversat FOREIGN KEY (message_id) REFERENCES conversations_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY translating_unasked
    ADD CONSTRAINT translating_unasked_contact_id_4d1d0bf5_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_user_id_af5e0a6d_fk_access_user_id FOREIGN KEY (user_id) REFERENCES access_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY webchat_upload
    ADD CONSTRAINT webchat_upload_file_id_84cd13b2_fk_files_file_id FOREIGN KEY (file_id) REFERENCES files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY webchat_upload
    ADD CONSTRAINT webchat_upload_visitor_id_a5d13a3a_fk_webchat_visitor_id FOREIGN KEY (visitor_id) REFERENCES webchat_visitor(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY webchat_visitor
    ADD CONSTRAINT webchat_visitor_account_id_7b42138c_fk_channels_account_id FOREIGN KEY (account_id) REFERENCES channels_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY worktime_sitehours
    ADD CONSTRAINT worktime_sitehours_calendar_id_77e29274_fk_worktime_calendar_id FOREIGN KEY (calendar_id) REFERENCES worktime_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY worktime_sitehours
    ADD CONSTRAINT worktime_sitehours_company_id_d8e77c82_fk_customers_company_id FOREIGN KEY (company_id) REFERENCES customers_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY worktime_teamhours
    ADD CONSTRAINT worktime_teamhours_calendar_id_7f3274b2_fk_worktime_calendar_id FOREIGN KEY (calendar_id) REFERENCES worktime_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY worktime_teamhours
    ADD CONSTRAINT worktime_teamhours_team_id_80452bdd_fk_people_team_id FOREIGN KEY (team_id) REFERENCES people_team(id) DEFERRABLE INITIALLY DEFERRED;

SELECT telemetry_week((current_date + 7 * n)::date) FROM generate_series(-1, 3) n;
SELECT telemetry_month((date_trunc('month', current_date) + n * interval '1 month')::date) FROM generate_series(-14, 3) n;
INSERT INTO django_migrations (app, name, applied) VALUES
('access', '0001_initial', now()),
('access', '0002_cache', now()),
('access', '0003_workplace', now()),
('account', '0001_initial', now()),
('account', '0002_email_max_length', now()),
('account', '0003_alter_emailaddress_create_unique_verified_email', now()),
('account', '0004_alter_emailaddress_drop_unique_email', now()),
('account', '0005_emailaddress_idx_upper_email', now()),
('account', '0006_emailaddress_lower', now()),
('account', '0007_emailaddress_idx_email', now()),
('account', '0008_emailaddress_unique_primary_email_fixup', now()),
('account', '0009_emailaddress_unique_primary_email', now()),
('people', '0001_initial', now()),
('worktime', '0001_initial', now()),
('files', '0001_initial', now()),
('customers', '0001_initial', now()),
('channels', '0001_initial', now()),
('conversations', '0001_initial', now()),
('cases', '0001_initial', now()),
('cases', '0002_initial', now()),
('promises', '0001_initial', now()),
('promises', '0002_never_deleted', now()),
('customers', '0002_fewer_indexes', now()),
('cases', '0003_finite_deadline', now()),
('cases', '0004_fewer_indexes', now()),
('promises', '0003_fewer_indexes', now()),
('promises', '0004_owed_again', now()),
('customers', '0003_search', now()),
('cases', '0005_search', now()),
('promises', '0005_closed_owes_nothing', now()),
('customers', '0004_company_tier_contact_tier', now()),
('entitlements', '0001_initial', now()),
('channels', '0002_raw_as_it_is', now()),
('channels', '0003_fewer_indexes', now()),
('conversations', '0002_fewer_indexes', now()),
('cases', '0006_owed', now()),
('promises', '0006_promises_as_things', now()),
('promises', '0007_what_was_before', now()),
('promises', '0008_told_and_feasible', now()),
('promises', '0009_told_in_time', now()),
('promises', '0010_decided', now()),
('channels', '0004_next_raw', now()),
('channels', '0005_copies', now()),
('promises', '0011_house_phrases', now()),
('conversations', '0003_awaited', now()),
('cases', '0007_owner_epoch', now()),
('cases', '0008_owners_in_a_row', now()),
('promises', '0012_said_not_recorded', now()),
('customers', '0005_parts_of_numbers', now()),
('customers', '0006_find_what_was_there', now()),
('customers', '0007_who_is_it', now()),
('cases', '0009_one_story', now()),
('cases', '0010_closed_says_how', now()),
('files', '0002_fewer_indexes', now()),
('assets', '0001_initial', now()),
('cases', '0011_asset', now()),
('cases', '0012_asset_index', now()),
('assets', '0002_fields_and_tables', now()),
('alarms', '0001_initial', now()),
('alarms', '0002_both_ends_of_a_visit', now()),
('analysis', '0001_initial', now()),
('analysis', '0002_turn', now()),
('journal', '0001_initial', now()),
('journal', '0002_recorded_at', now()),
('journal', '0003_claim_in_order', now()),
('assets', '0003_how_far_a_table_is', now()),
('assets', '0004_what_is_told_of_a_device', now()),
('assets', '0005_words', now()),
('assets', '0006_whole_positions', now()),
('contenttypes', '0001_initial', now()),
('contenttypes', '0002_remove_content_type_name', now()),
('auth', '0001_initial', now()),
('auth', '0002_alter_permission_name_max_length', now()),
('auth', '0003_alter_user_email_max_length', now()),
('auth', '0004_alter_user_username_opts', now()),
('auth', '0005_alter_user_last_login_null', now()),
('auth', '0006_require_contenttypes_0002', now()),
('auth', '0007_alter_validators_add_error_messages', now()),
('auth', '0008_alter_user_username_max_length', now()),
('auth', '0009_alter_user_last_name_max_length', now()),
('auth', '0010_alter_group_name_max_length', now()),
('auth', '0011_update_proxy_permissions', now()),
('auth', '0012_alter_user_first_name_max_length', now()),
('channels', '0006_connections', now()),
('channels', '0007_secrets', now()),
('channels', '0008_early_receipts', now()),
('channels', '0009_found_by_person', now()),
('channels', '0010_brands_of_lines', now()),
('channels', '0011_brands_that_were_guessed', now()),
('conversations', '0004_found_by_sender', now()),
('handoffs', '0001_initial', now()),
('handoffs', '0002_only_by_a_yes', now()),
('cover', '0001_initial', now()),
('cover', '0002_told_later', now()),
('customers', '0008_called', now()),
('customers', '0009_call_who_was_there', now()),
('telemetry', '0001_initial', now()),
('telemetry', '0002_product_keys', now()),
('diagnosis', '0001_initial', now()),
('diagnosis', '0002_sent_guides', now()),
('diagnosis', '0003_words_may_be_erased', now()),
('diagnosis', '0004_names_that_were_built_in', now()),
('email', '0001_mailboxes', now()),
('email', '0002_stuck', now()),
('email', '0003_unreachable', now()),
('worktime', '0002_named_days_and_sites', now()),
('worktime', '0003_calendar_names', now()),
('entitlements', '0002_what_is_covered', now()),
('entitlements', '0003_what_follows_from_words', now()),
('entitlements', '0004_terms_give_something', now()),
('feedback', '0001_initial', now()),
('feedback', '0002_writers', now()),
('feedback', '0003_board', now()),
('files', '0003_what_a_picture_says', now()),
('invariants', '0001_initial', now()),
('invariants', '0002_days', now()),
('procrastinate', '0001_initial', now()),
('procrastinate', '0002_drop_started_at_column', now()),
('procrastinate', '0003_drop_started_at_column', now()),
('procrastinate', '0004_drop_procrastinate_version_table', now()),
('procrastinate', '0005_fix_procrastinate_fetch_job', now()),
('procrastinate', '0006_fix_trigger_status_events_insert', now()),
('procrastinate', '0007_add_queueing_lock_column', now()),
('procrastinate', '0008_close_fetch_job_race_condition', now()),
('procrastinate', '0009_add_defer_job_function', now()),
('procrastinate', '0010_add_procrastinate_periodic_defers', now()),
('procrastinate', '0011_add_foreign_key_index', now()),
('procrastinate', '0012_add_locks_to_periodic_defer', now()),
('procrastinate', '0013_fix_procrastinate_defer_periodic_job', now()),
('procrastinate', '0014_add_finish_job_and_retry_job_functions', now()),
('procrastinate', '0015_add_trigger_on_job_deletion', now()),
('procrastinate', '0016_delete_finished_jobs', now()),
('procrastinate', '0017_add_checks_to_finish_job', now()),
('procrastinate', '0018_add_checks_to_retry_job', now()),
('procrastinate', '0019_fix_finish_job_compat_issue', now()),
('procrastinate', '0020_add_index_on_procrastinate_jobs', now()),
('procrastinate', '0021_add_kwargs_to_defer_periodic_job', now()),
('procrastinate', '0022_null_locks_excluded', now()),
('procrastinate', '0023_remove_old_finish_job_function', now()),
('procrastinate', '0024_job_id_bigint', now()),
('procrastinate', '0025_add_models', now()),
('procrastinate', '0026_add_job_priority', now()),
('procrastinate', '0027_add_periodic_job_priority', now()),
('procrastinate', '0028_add_cancel_states', now()),
('procrastinate', '0029_add_additional_params_to_retry_job', now()),
('procrastinate', '0030_alter_procrastinateevent_options', now()),
('procrastinate', '0031_add_indexes_for_fetch_job', now()),
('procrastinate', '0032_pre_cancel_notification', now()),
('procrastinate', '0033_post_cancel_notification', now()),
('procrastinate', '0034_pre_add_heartbeat', now()),
('procrastinate', '0035_post_add_heartbeat', now()),
('procrastinate', '0036_add_worker_model', now()),
('procrastinate', '0037_pre_batch_defer_jobs', now()),
('procrastinate', '0038_post_batch_defer_jobs', now()),
('procrastinate', '0039_pre_priority_lock_fetch_job', now()),
('procrastinate', '0040_pre_retry_failed_job', now()),
('procrastinate', '0041_post_retry_failed_job', now()),
('jobs', '0001_initial', now()),
('jobs', '0002_rescues', now()),
('mfa', '0001_initial', now()),
('mfa', '0002_authenticator_timestamps', now()),
('mfa', '0003_authenticator_type_uniq', now()),
('portal', '0001_initial', now()),
('portal', '0002_signing_in', now()),
('portal', '0003_asking_at_once', now()),
('tasks', '0001_initial', now()),
('tasks', '0002_guards', now()),
('privacy', '0001_initial', now()),
('privacy', '0002_erasing_passes_the_guards', now()),
('privacy', '0003_heard', now()),
('privacy', '0004_keeping', now()),
('privacy', '0005_nothing_missed', now()),
('privacy', '0006_names_and_record', now()),
('problems', '0001_initial', now()),
('recovery', '0001_initial', now()),
('recovery', '0002_sent_by_a_person', now()),
('recovery', '0003_what_is_due', now()),
('recovery', '0004_one_rule_a_queue', now()),
('repeats', '0001_beginning', now()),
('routing', '0001_rules', now()),
('routing', '0002_complaint_hints', now()),
('sessions', '0001_initial', now()),
('tasks', '0003_what_is_open', now()),
('tasks', '0004_no_lock_on_what_has_ended', now()),
('translating', '0001_beginning', now()),
('usersessions', '0001_initial', now()),
('webchat', '0001_initial', now()),
('world', '0001_initial', now());
