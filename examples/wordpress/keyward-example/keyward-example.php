<?php
/**
 * Plugin Name: Keyward Example
 * Description: Activates a licence, verifies it offline, and updates itself.
 * Version: 1.0.0
 * Requires at least: 6.0
 * Requires PHP: 8.1
 * Update URI: https://keys.example.com/keyward-example
 */

declare(strict_types=1);

namespace Keyward\Example;

defined('ABSPATH') || exit;

require __DIR__ . '/client.php';

const SERVER = 'https://keys.example.com';
const SLUG = 'keyward-example';
const VERSION = '1.0.0';
const OPTION = 'keyward_example';
const VERIFY = 'keyward_example_verify';

function client(): Client
{
    return new Client(SERVER, SLUG, function (string $method, string $url, ?array $body): array {
        $request = ['method' => $method, 'timeout' => 10];
        if ($body !== null) {
            $request += ['headers' => ['Content-Type' => 'application/json'], 'body' => wp_json_encode($body)];
        }
        $answer = wp_remote_request($url, $request);
        return is_wp_error($answer)
            ? throw new \RuntimeException($answer->get_error_message())
            : [(int) wp_remote_retrieve_response_code($answer), wp_remote_retrieve_body($answer)];
    });
}

function domain(): string
{
    return (string) preg_replace('/^www\./', '', (string) wp_parse_url(home_url(), PHP_URL_HOST));
}

/** What is kept, with the keys as they are. */
function kept(): array
{
    $kept = get_option(OPTION) ?: [];
    return ['keys' => array_map('base64_decode', $kept['keys'] ?? [])] + $kept;
}

function keep(array $kept): void
{
    update_option(OPTION, ['keys' => array_map('base64_encode', $kept['keys'])] + $kept, false);
}

/** Activates the licence and keeps what is needed to verify it without the server. */
function activate(string $key): void
{
    // Where this site is: a copy of it somewhere else has no licence.
    keep(client()->activate($key, domain()) + ['site' => domain()]);
    if (!wp_next_scheduled(VERIFY)) {
        wp_schedule_event(time() + 12 * HOUR_IN_SECONDS, 'twicedaily', VERIFY);
    }
}

/** What the licence unlocks; nothing without a good one. No server is asked: where it is time to, that happens beside this request. */
function features(): array
{
    $kept = kept();
    if (empty($kept['token']) || $kept['site'] !== domain()) {
        return [];
    }
    $claims = Client::verifyToken($kept['token'], $kept['keys'], $kept['key'], $kept['domain'], time());
    // WordPress takes the same event once in ten minutes.
    if (Client::isDue($claims ?? [], time())) {
        wp_schedule_single_event(time(), VERIFY);
    }
    return $claims['ftr'] ?? [];
}

// Twice a day, and when a token says that it is time.
add_action(VERIFY, function (): void {
    $kept = kept();
    if (empty($kept['key']) || $kept['site'] !== domain()) {
        return;
    }
    try {
        keep(client()->verify($kept));
    } catch (\RuntimeException) {
        // Nobody answered: the token that is there is good until its grace ends.
    }
});

register_deactivation_hook(__FILE__, fn () => wp_clear_scheduled_hook(VERIFY));

// WordPress asks for updates of plugins whose "Update URI" has this host.
add_filter('update_plugins_keys.example.com', function ($update, array $plugin, string $file) {
    $kept = kept();
    if ($file !== plugin_basename(__FILE__) || empty($kept['key'])) {
        return $update;
    }
    try {
        return client()->check($plugin['Version'], $kept['key'], $kept['domain']) + ['id' => $file, 'plugin' => $file];
    } catch (\RuntimeException) {
        return $update;
    }
}, 10, 3);

// Nothing is unpacked that the operator has not signed.
add_filter('upgrader_pre_download', function ($reply, string $package, $upgrader, array $extra = []) {
    if ($reply !== false || !str_starts_with($package, SERVER . '/api/v1/updates/download')) {
        return $reply;
    }
    $file = download_url($package, 300);
    if (is_wp_error($file)) {
        return $file;
    }
    $kept = kept();
    $update = client()->check(VERSION, $kept['key'] ?? '', $kept['domain'] ?? domain());
    if (!client()->verifyFile($file, $update)) {
        wp_delete_file($file);
        return new \WP_Error('keyward_signature', 'The update is not the one that was published.');
    }
    return $file;
}, 10, 4);

add_action('admin_menu', function (): void {
    add_options_page('Keyward Example', 'Keyward Example', 'manage_options', SLUG, function (): void {
        $told = '';
        if (isset($_POST['key']) && check_admin_referer(SLUG)) {
            try {
                activate(sanitize_text_field(wp_unslash($_POST['key'])));
                $told = 'The licence is active.';
            } catch (\RuntimeException $refused) {
                $told = $refused->getMessage();
            }
        }
        echo '<div class="wrap"><h1>Keyward Example</h1><p>', esc_html($told), '</p><form method="post">';
        wp_nonce_field(SLUG);
        echo '<input name="key" class="regular-text" placeholder="FLVR-…"> <button class="button">Activate</button></form>';
        echo '<p>Unlocked: ', esc_html(implode(', ', features()) ?: 'nothing'), '</p></div>';
    });
});
