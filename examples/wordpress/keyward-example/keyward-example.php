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

/** Activates the licence and keeps what is needed to verify it without the server. */
function activate(string $key): void
{
    $client = client();
    $answer = $client->activate($key, domain());
    $keys = array_map('base64_encode', $client->tokenKeys());
    update_option(OPTION, ['key' => $answer['license_key'], 'token' => $answer['token'], 'keys' => $keys], false);
}

/** What the licence unlocks; nothing without a good one. No server is asked. */
function features(): array
{
    $kept = get_option(OPTION) ?: [];
    $keys = array_map('base64_decode', $kept['keys'] ?? []);
    $claims = Client::verifyToken($kept['token'] ?? '', $keys, $kept['key'] ?? '', domain(), time());
    return $claims['ftr'] ?? [];
}

// WordPress asks for updates of plugins whose "Update URI" has this host.
add_filter('update_plugins_keys.example.com', function ($update, array $plugin, string $file) {
    $kept = get_option(OPTION) ?: [];
    if ($file !== plugin_basename(__FILE__) || empty($kept['key'])) {
        return $update;
    }
    try {
        return client()->check($plugin['Version'], $kept['key'], domain()) + ['id' => $file, 'plugin' => $file];
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
    $kept = get_option(OPTION) ?: [];
    $update = client()->check(VERSION, $kept['key'] ?? '', domain());
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
