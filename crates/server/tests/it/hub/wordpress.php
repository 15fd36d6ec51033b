<?php
// Drives the client of examples/wordpress against a server: php wordpress.php CLIENT SERVER KEY DOMAIN

declare(strict_types=1);

[, $client, $server, $key, $domain] = $argv;
require $client;

$http = function (string $method, string $url, ?array $body): array {
    $options = ['method' => $method, 'ignore_errors' => true, 'timeout' => 60];
    if ($body !== null) {
        $options += ['header' => "Content-Type: application/json\r\n", 'content' => json_encode($body)];
    }
    $text = file_get_contents($url, false, stream_context_create(['http' => $options]));
    return [(int) explode(' ', $http_response_header[0])[1], $text];
};

$site = new Keyward\Example\Client($server, 'shop', $http);
$token = $site->activate($key, $domain)['token'];
$keys = $site->tokenKeys();
$payload = json_decode(sodium_base642bin(explode('.', $token)[1], SODIUM_BASE64_VARIANT_URLSAFE_NO_PADDING), true);
$now = $payload['iat'];
$verify = fn (string $token, string $key, string $domain, int $now) =>
    Keyward\Example\Client::verifyToken($token, $keys, $key, $domain, $now) !== null;
$broken = substr($token, 0, -4) . 'AAAA';

$update = $site->check('1.4.2', $key, $domain);
$file = tempnam(sys_get_temp_dir(), 'kw');
// The server of a test does not know on which port it listens.
$path = parse_url($update['package'], PHP_URL_PATH) . '?' . parse_url($update['package'], PHP_URL_QUERY);
file_put_contents($file, $http('GET', $server . $path, null)[1]);
$good = $site->verifyFile($file, $update);
file_put_contents($file, 'x', FILE_APPEND);
$changed = $site->verifyFile($file, $update);
unlink($file);
try {
    $site->activate('FLVR-AAAA-AAAA-AAAA-AAAA', $domain);
    $refused = null;
} catch (RuntimeException $error) {
    $refused = $error->getMessage();
}

echo json_encode([
    'valid' => $verify($token, $key, $domain, $now),
    'broken' => $verify($broken, $key, $domain, $now),
    'other_key' => $verify($token, 'FLVR-AAAA-AAAA-AAAA-AAAA', $domain, $now),
    'other_domain' => $verify($token, $key, 'b.example', $now),
    'past_grace' => $verify($token, $key, $domain, $payload['grc']),
    'new_version' => $update['new_version'],
    'file' => $good,
    'changed_file' => $changed,
    'none' => $site->check('1.5.0', $key, $domain)['update_available'],
    'refused' => $refused,
]);
