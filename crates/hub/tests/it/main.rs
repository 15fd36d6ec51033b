//! The hub's operations over real databases.

#![expect(clippy::unwrap_used, reason = "what a test needs is no part of it")]

mod activations;
mod clients;
mod create;
mod fixture;
mod kept;
mod lifecycle;
mod tokens;

/// Makes a test of each function on either engine.
macro_rules! on_both {
    ($($module:ident { $($name:ident)* })*) => {
        mod sqlite {
            $(mod $module { $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $name() {
                    crate::$module::$name(&crate::fixture::Shop::sqlite().await).await;
                }
            )* })*
        }
        mod postgres {
            $(mod $module { $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $name() {
                    crate::$module::$name(&crate::fixture::Shop::postgres().await).await;
                }
            )* })*
        }
    };
}

on_both! {
    create {
        a_reseller_makes_one_for_a_client
        a_developer_makes_as_many_as_it_may_however_many_ask_at_once
        a_batch_is_all_or_nothing
        what_is_not_allowed_is_refused_by_name
        a_retry_gets_the_first_answer
        lists_find_by_key_domain_and_state
    }
    activations {
        a_site_activates_once_however_often_it_asks
        a_licence_of_25_is_active_on_25_of_200_that_ask_at_once
        a_key_that_is_no_key_is_an_unknown_one
        development_is_free_up_to_a_limit
        one_site_gives_its_place_to_another
        what_has_ended_is_not_activated
        a_site_leaves_and_another_comes
        a_site_is_told_the_first_that_is_wrong
        a_downgrade_leaves_too_many
        a_copy_of_a_site_gets_no_token
        a_site_that_asked_was_seen
        bad_fields_are_named
    }
    lifecycle {
        a_revocation_ends_it_everywhere_and_tells_so
        a_reason_of_the_operators_is_his_to_take_back
        only_the_operator_suspends
        it_is_renewed_upgraded_and_transferred
        the_operator_gives_it_to_a_client_of_its_own_account
        only_what_has_ended_is_deleted
        a_customer_pays
        another_accounts_licence_does_not_exist
        many_at_once_say_what_happened_to_each
        an_end_is_told_once
        every_change_has_its_audit_entry
        who_goes_meanwhile_changes_nothing
    }
    clients {
        a_client_is_made_listed_and_deleted_with_its_licences
        an_address_is_nobody_elses
        only_partners_have_clients
        one_with_a_thousand_licences_goes_in_one_transaction
        one_that_v1_deletes_goes_with_its_licences_too
    }
    kept {
        nobody_is_told_what_was_true_before_an_answer
        every_change_is_seen_by_the_next_who_asks
        one_on_very_many_domains_is_told_right
    }
    tokens {
        another_language_verifies_them_with_the_published_key
        a_file_is_one_that_lives_long
        none_outlives_the_grace
    }
}
