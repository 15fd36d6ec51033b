//! Every storage operation, held to the same behaviour on SQLite and PostgreSQL.
//!
//! A behaviour is a function in `conformance/`; the list below makes a test of it on either engine. One that is missing
//! there is dead code, which Clippy tells.

#![expect(clippy::unwrap_used, reason = "what a behaviour needs is no part of it")]

mod changes;
mod conformance;
mod fixture;
mod outage;
mod sample;

macro_rules! instances {
    ($($start:ident { $($module:ident { $($behaviour:ident)* })* })*) => {
        mod sqlite {
            $($(instances!(module Sqlite $start $module $($behaviour)*);)*)*
        }
        mod postgres {
            $($(instances!(module Postgres $start $module $($behaviour)*);)*)*
        }
    };
    (module $engine:ident $start:ident $module:ident $($behaviour:ident)*) => {
        mod $module {
            use keyward_storage::Engine;

            use crate::conformance::$module;
            use crate::fixture::Fixture;
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $behaviour() {
                    let fixture = Fixture::$start(Engine::$engine).await;
                    $module::$behaviour(&fixture).await;
                }
            )*
        }
    };
}

instances! {
    migrated {
        tenants {
            is_named_anew
            is_found_by_id_and_by_name
            an_unknown_one_is_none
            a_second_one_of_the_same_name_is_refused
            all_come_oldest_first
            its_status_changes_and_no_other_ones
            the_status_of_an_unknown_one_is_told
            are_listed_by_page_and_by_part_of_their_names
        }
        hub_keys {
            only_those_that_were_made_there_are_there
            the_revoked_ones_are_listed_and_not_counted
            whoever_holds_the_tenant_counts_alone
        }
        environments {
            is_named_anew_by_its_tenant_alone
            is_found_by_its_tenant_alone
            all_of_a_tenant_come_oldest_first
            its_name_is_the_only_one_in_its_tenant
            its_tenant_must_exist
        }
        accounts {
            a_person_is_named_anew_and_given_other_roles
            a_deleted_account_is_gone_and_its_address_free
            accounts_come_in_pages
            a_person_is_found_by_their_tenant_alone
            the_people_of_a_tenant_come_oldest_first
            who_has_neither_password_nor_proof_never_came
            an_address_has_one_account_however_it_is_written
            a_machine_is_found_by_its_tenant_alone
            machines_may_share_a_name
            their_tenant_must_exist
        }
        hub_accounts {
            begins_as_a_customer
            changes_in_what_is_said_and_nothing_else
            a_referral_code_is_one_partner_s
            those_asked_for_are_found
            a_disabled_one_is_told_with_each_of_its_keys
            an_address_is_proven_once
            sessions_end_together_but_for_one_or_for_all_of_a_tenant
        }
        email_tokens {
            is_found_by_its_digest
            of_many_uses_at_once_one_counts
            those_that_were_not_used_are_withdrawn
            the_end_of_the_newest_that_was_not_used_is_told
            expired_ones_are_forgotten
        }
        outbox {
            comes_back_as_it_was_put
            is_due_again_after_its_pause_until_it_is_settled
            what_was_claimed_is_released
            what_is_settled_keeps_no_text
            of_many_claims_at_once_each_mail_is_one_s
            old_ones_are_forgotten_and_waiting_ones_are_not
            one_that_is_rolled_back_was_never_there
        }
        customers {
            those_asked_for_are_found
            is_found_by_its_environment_alone
            an_unknown_one_is_none
            an_external_id_is_the_only_one_in_its_environment
            what_it_lies_in_must_exist
            get_or_insert_makes_it_once_and_never_changes_it
            get_or_insert_from_many_at_once_makes_one
            a_removed_one_is_gone_and_its_external_id_free
            one_that_is_being_removed_is_not_handed_out
            everything_about_it_is_replaced_but_its_ids
            those_of_an_environment_come_in_pages
        }
        roles {
            one_changes_by_name_in_its_tenant_alone
            one_that_is_held_is_not_deleted
            one_that_is_being_handed_out_is_not_deleted
            comes_back_as_it_was_made
            a_tenant_sees_its_own_by_name
            those_asked_for_are_found
            its_name_is_the_only_one_in_its_tenant
            its_tenant_must_exist
        }
        gates {
            comes_back_as_it_was_made
            another_environments_does_not_exist
            its_name_is_the_only_one_in_its_environment
            made_by_many_at_once_there_is_one_of_a_name
            what_it_lies_in_must_exist
            come_by_name_in_pages
            are_found_by_what_their_name_holds
            changes_what_is_named_alone
            is_deleted_once
        }
        keys {
            those_of_an_owner_that_may_still_be_used_are_found
            comes_back_as_it_was_made
            belongs_to_whichever_kind_of_owner
            another_environments_key_does_not_exist
            a_secret_is_one_key_anywhere
            a_secret_inserted_by_many_at_once_is_one_key
            what_it_points_to_must_exist
            insert_or_skip_goes_on_after_a_known_secret
            insert_or_skip_by_many_at_once_adds_each_secret_once
            a_locked_one_waits_for_its_holder
            are_counted_by_algorithm_over_all_tenants
        }
        key_changes {
            nothing_but_the_time_of_change
            the_name
            the_metadata
            the_networks
            the_limits
            the_end
            the_successor
            disabling
            revoking_notes_the_time
            the_time_of_revocation_outlives_other_changes
            everything_at_once
            a_successor_must_exist
            that_it_ends_soon_is_told_once
            an_unknown_key_is_told
            a_use_never_goes_back
            a_use_is_no_change
            many_uses_at_a_time
            uses_noted_in_whichever_order_at_once
        }
        key_lists {
            a_cursor_is_not_shifted_by_rows_that_come_and_go
            an_empty_filter_finds_the_environments_keys
            by_owner
            by_kind_of_owner
            without_those_that_are_revoked
            by_status_as_the_domain_computes_it
            a_prefix_is_taken_as_it_is_written
            a_search_is_in_the_name_or_the_shown_form_whatever_its_case
            a_search_knows_the_present_name_alone
            a_search_finds_a_customer_s_keys_by_its_whole_external_id
            no_further_than_asked_for_is_counted
            by_role
            by_last_use_and_those_never_used
            by_end_and_none_that_never_ends
            by_everything_at_once
            sorted_by_creation
            sorted_by_name_and_then_by_creation
            sorted_by_last_use_with_the_unused_as_the_oldest
            sorted_by_end_with_the_endless_as_the_last
            pages_hold_each_key_once_and_tell_the_sum
            the_sum_counts_what_the_filter_finds
        }
        key_searches {
            of_one_or_two_characters_are_of_how_a_name_begins
            that_more_than_ten_thousand_hold_find_them_in_every_order
            without_a_text_sort_few_as_they_sort_many
        }
        grants {
            a_customers_key_comes_with_all_that_lies_above_it
            a_key_of_no_customer_comes_without_an_external_id
            the_tenants_and_environments_own_standing_is_told
            a_revoked_key_is_still_found
            an_unknown_digest_is_none
            a_transaction_finds_what_it_has_written
            many_are_found_at_once_each_under_its_digest
        }
        credits {
            an_account_comes_back_as_it_was_opened
            a_lease_takes_from_the_balance
            a_lease_rolled_back_took_nothing
            of_many_leases_at_once_none_takes_what_another_took
            a_new_setting_ends_the_leases_of_the_old_one
            what_is_given_back_is_there_again
            a_refill_that_is_due_is_paid_in_by_the_lease
            a_key_points_to_its_account
        }
        usage {
            answers_add_up_by_the_hour
            answers_added_by_many_at_once_all_count
            more_answers_than_a_statement_takes
            what_was_not_found_adds_up_by_environment
            the_busiest_come_first_with_what_was_answered
            those_before_a_time_are_forgotten_hour_by_hour
            their_key_must_exist
        }
        usage_sums {
            an_environment_s_are_those_of_its_keys_whatever_is_done
            folding_changes_no_sum_of_a_day
            those_of_unknown_keys_are_folded_too
            many_who_add_and_fold_at_once_lose_none_and_count_none_twice
            what_was_counted_before_there_were_sums_is_summed
        }
        usage_times {
            how_long_checks_took_adds_up_by_the_hour
            times_added_by_many_at_once_all_count
            their_environment_must_exist
        }
        audit {
            lines_tell_who_did_what_when
            every_hashed_fact_is_stored
            a_chain_goes_on_over_transactions
            each_tenant_has_a_chain_of_its_own
            appending_by_many_at_once_leaves_no_gap
            what_is_rolled_back_leaves_no_gap
            a_batch_may_be_longer_than_a_statement
            the_latest_come_first
            nothing_to_append_is_nothing
            entries_are_found_by_what_they_are
            an_entry_as_stored_has_the_hash_it_was_written_with
            its_tenant_must_exist
        }
        idempotency {
            a_settled_claim_gives_its_answer_again
            keys_and_scopes_are_told_apart
            an_expired_answer_is_forgotten
            a_claim_forgets_every_expired_answer_and_no_other
            a_second_claim_waits_for_the_first_and_gets_its_answer
            a_first_claim_rolled_back_lets_the_second_in
            of_many_claims_at_once_one_is_the_first
        }
        identities {
            a_person_comes_back_with_their_tenants_standing
            issuers_and_subjects_are_told_apart
            a_claim_rolled_back_lets_the_next_in
            of_many_claims_at_once_one_is_the_first
            a_removed_person_is_told
            an_issuers_tenant_is_claimed_once
        }
        settings {
            the_first_offer_stays
            an_offer_rolled_back_was_none
            of_many_offers_at_once_all_get_one
        }
        events {
            each_id_counts_once_in_its_environment
            a_batch_may_be_longer_than_a_statement_of_events
            many_at_once_with_the_same_ids_add_each_once
            are_found_by_what_they_are
            a_cursor_goes_on_among_equal_times
            counts_are_told_by_the_hour
            those_before_a_time_are_forgotten_and_then_their_counts
        }
        event_values {
            come_back_as_they_were_kept
            what_was_reckoned_from_more_events_stays
            more_values_than_a_statement_takes
            a_property_is_noted_once_while_there_is_room
            go_with_the_events_that_they_are_of
            events_are_scanned_by_time_and_id
        }
        sessions {
            comes_back_with_its_person_and_their_tenants_standing
            goes_with_its_persons_account
            its_person_must_exist
            those_that_stand_are_listed_latest_first
            is_prolonged
            ends_once_and_by_its_person_alone
            all_of_a_person_end_together
            expired_ones_are_forgotten_with_their_tokens
            a_refresh_token_is_found_by_its_digest
            of_many_uses_of_a_refresh_token_at_once_one_counts
            a_person_is_found_by_their_address_with_their_password
        }
        standing {
            a_keys_state_end_and_tenant_are_told
            a_sessions_end_roles_and_tenant_are_told_while_it_stands
        }
        portal_sessions {
            is_found_by_its_token_with_its_customer
            ends_once_and_in_its_environment_alone
            goes_with_its_customer
            expired_ones_of_the_portal_are_forgotten
        }
        signing_keys {
            come_newest_first_until_they_retire
            a_kid_names_one
            retired_ones_are_forgotten
            those_for_another_purpose_are_none
        }
        products {
            comes_back_by_id_and_by_slug
            a_slug_is_one_product
            what_is_not_named_stays
        }
        releases {
            one_comes_back_by_id_and_by_version
            a_version_is_one_release_of_a_product_and_of_a_component
            what_is_said_of_one_changes_and_it_is_published_and_yanked
        }
        components {
            one_comes_back_and_becomes_what_it_is_to_be
            what_is_offered_of_them_is_published_and_not_yanked
        }
        touched {
            whoever_watches_is_told_of_every_change
            it_is_told_by_the_commit_and_not_before
        }
        tiers {
            a_new_database_has_three
            one_is_made_or_becomes_what_it_is_to_be
        }
        licenses {
            comes_back_as_it_was_made
            a_key_is_one_licence_for_ever
            what_it_points_to_must_exist
            its_facts_change_together
            a_list_is_what_the_filter_says
            those_that_count_are_counted
            a_held_one_waits_for_its_holder
            each_end_is_noted_once
            of_one_deleted_long_ago_the_digest_of_its_key_stays
            those_of_a_client_are_held_in_order
        }
        activations {
            is_found_by_its_domain_while_it_stands
            a_domain_has_a_licence_once
            counted_ones_and_others_are_counted_apart
            what_a_site_says_anew_is_kept
            when_it_was_seen_never_goes_back
            its_licence_must_exist
            an_account_has_one_where_it_counts
        }
        plans {
            one_is_made_or_becomes_what_it_is_to_be
        }
        packs {
            come_oldest_first_with_what_was_taken
            hold_no_less_than_nothing
        }
        subscriptions {
            comes_back_as_it_was_made_and_changed
            is_found_by_its_account_alone
            a_name_at_a_provider_is_one_subscription
            what_a_provider_told_counts_once
            a_payment_belongs_to_what_was_said_first
            those_of_whom_something_is_due_are_held
            its_licences_are_found_and_held
        }
        tickets {
            comes_back_as_it_was_made_and_changed
            are_listed_newest_first_by_what_they_are
            those_resolved_long_ago_are_held
            messages_come_oldest_first_and_notes_to_operators_alone
            files_come_back_to_the_byte
        }
        clients {
            is_a_customer_with_an_address
            an_address_is_one_client_over_all_accounts
            a_deleted_one_is_gone_and_its_address_free
        }
        hub_events {
            come_back_in_the_order_in_which_they_happened
        }
        webhook_endpoints {
            is_found_in_its_scope_alone
            those_that_are_on_listen
            changes_in_what_is_named_alone
            fails_since_the_first_time_until_it_takes_something
        }
        webhook_queue {
            what_is_put_is_claimed_with_all_that_is_told
            what_was_claimed_is_due_again_when_nobody_settles_it
            an_attempt_is_written_down_with_what_follows_of_it
            a_delivery_and_its_log_can_be_read_as_of_one_moment
            an_attempt_that_was_overtaken_changes_nothing_unless_it_was_taken
            of_many_claims_at_once_each_delivery_is_one_s
            endpoints_come_by_what_is_longest_due
            old_secrets_sign_until_they_end
            what_was_settled_long_ago_is_forgotten
        }
        webhook_inbound {
            an_environment_has_one_connection_to_a_provider
            a_message_is_kept_once
            kept_by_many_at_once_it_is_one
        }
        texts {
            come_back_as_they_were_written
            are_told_apart_by_every_byte
            may_be_as_long_as_the_domain_allows
            an_address_goes_to_lower_case_in_every_alphabet
            one_that_keyward_never_writes_is_told_with_its_place
        }
        transactions {
            a_committed_one_is_seen_by_another_instance
            an_open_one_is_seen_by_itself_alone
            a_dropped_one_leaves_nothing
            a_part_of_one_is_taken_back_by_itself
            one_whose_task_is_aborted_leaves_nothing
            a_failed_one_leaves_nothing
            more_than_there_are_connections_take_turns
            no_free_connection_in_time_is_an_outage
            an_open_database_answers_until_it_is_closed
        }
    }
    empty {
        schema {
            an_empty_database_has_all_pending
            migrating_twice_is_migrating_once
            two_instances_migrate_once
            a_newer_schema_is_refused_by_name
            a_newer_schema_is_refused_even_with_others_pending
        }
    }
}
