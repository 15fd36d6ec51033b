<?php
// Drives the client of examples/wordpress against a server: php wordpress.php CLIENT SERVER KEY DOMAIN [KEPT]
// Without what an earlier run kept, all of it; with that, another verification.

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
if (isset($argv[5])) {
    $before = json_decode($argv[5], true);
    $after = $site->verify(['keys' => array_map('base64_decode', $before['keys'])] + $before);
    echo json_encode(['token' => $after['token'] !== '', 'code' => $after['code'], 'domain' => $after['domain']]);
    exit;
}
$kept = $site->activate($key, "https://www.$domain/");
['token' => $token, 'keys' => $keys] = $kept;
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

$named = $site->activate($key, 'BÜCHER.test');
$again = $site->verify($kept);
$silent = new Keyward\Example\Client($server, 'shop', fn () => throw new RuntimeException('Nobody answers'));
try {
    $silent->verify($kept);
    $unanswered = null;
} catch (RuntimeException $error) {
    $unanswered = $error->getMessage();
}

echo json_encode([
    'kept' => ['keys' => array_map('base64_encode', $keys)] + $kept,
    'named' => $named['domain'],
    'named_valid' => $verify($named['token'], $key, $named['domain'], $now),
    'named_as_typed' => $verify($named['token'], $key, 'bücher.test', $now),
    'again' => [$again['code'], $verify($again['token'], $again['key'], $again['domain'], $now)],
    'unanswered' => $unanswered,
    'due' => array_map(fn (int $at) => Keyward\Example\Client::isDue($payload, $at), [$payload['chk'] - 1, $payload['chk']]),
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
