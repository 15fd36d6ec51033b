<?php
/**
 * What a plugin needs of Keyward: activate a licence, verify its token offline, find an update and verify its file.
 *
 * Nothing of WordPress is needed here: whoever calls hands in how to reach the server, so that a test can, too.
 */

declare(strict_types=1);

namespace Keyward\Example;

final class Client
{
    /** @param callable(string, string, ?array): array{int, string} $http method, URL and body to status and body */
    public function __construct(
        private string $server,
        private string $product,
        private $http,
    ) {
    }

    /**
     * Activates the licence on this site. Gives what is to be kept: the key and the domain as the server writes them (a domain in its A-label,
     * which is what tokens name), the token, and the keys that it verifies under.
     */
    public function activate(string $key, string $domain): array
    {
        $answer = $this->call('POST', '/api/v1/licenses/activate', [
            'license_key' => $key, 'domain' => $domain, 'product' => $this->product,
        ]);
        return [
            'key' => $answer['license_key'], 'domain' => $answer['activation']['domain'],
            'token' => $answer['token'], 'keys' => $this->tokenKeys(), 'code' => 'valid',
        ];
    }

    /**
     * Asks again whether the licence is good here, and gives what is to be kept from now on: without a token where it is not. Throws where
     * nobody answers; then what was kept is good until its `grc`.
     */
    public function verify(array $kept): array
    {
        try {
            $answer = $this->call('POST', '/api/v1/licenses/verify', [
                'license_key' => $kept['key'], 'domain' => $kept['domain'], 'product' => $this->product,
            ]);
        } catch (\RuntimeException $error) {
            if ($error->getCode() !== 404) {
                throw $error;
            }
            $answer = ['token' => null, 'code' => 'license_not_found'];
        }
        $keys = $answer['token'] === null ? $kept['keys'] : $this->tokenKeys();
        return ['token' => (string) $answer['token'], 'code' => $answer['code'], 'keys' => $keys] + $kept;
    }

    /** Whether it is time to ask again: the token's `chk` has passed. */
    public static function isDue(array $claims, int $now): bool
    {
        return $now >= ($claims['chk'] ?? 0);
    }

    /** The public keys of offline tokens, by their names: to be kept beside the token. */
    public function tokenKeys(): array
    {
        $keys = $this->call('GET', '/api/v1/licenses/keys')['keys'];
        return array_column(array_map(fn (array $key) => [$key['kid'], self::decode($key['x'])], $keys), 1, 0);
    }

    /**
     * What a token says, if one of these keys signed it and it is for this licence and site (RFC 8037); null otherwise.
     * No server is asked. Times are seconds: until `exp` it is good, until `grc` a site that reaches nobody may go on.
     */
    public static function verifyToken(string $token, array $keys, string $key, string $domain, int $now): ?array
    {
        $parts = explode('.', $token);
        if (count($parts) !== 3) {
            return null;
        }
        $head = json_decode(self::decode($parts[0]), true);
        $public = $keys[$head['kid'] ?? ''] ?? null;
        $signature = self::decode($parts[2]);
        if (($head['alg'] ?? '') !== 'EdDSA' || $public === null || strlen($signature) !== SODIUM_CRYPTO_SIGN_BYTES
            || !sodium_crypto_sign_verify_detached($signature, "$parts[0].$parts[1]", $public)) {
            return null;
        }
        $claims = json_decode(self::decode($parts[1]), true);
        $ours = hash_equals($claims['kh'] ?? '', hash('sha256', $key)) && ($claims['dom'] ?? '') === $domain;
        return $ours && $now < ($claims['grc'] ?? 0) ? $claims : null;
    }

    /** Whether there is something newer; the answer is what WordPress keeps in its update transients. */
    public function check(string $version, string $key, string $domain): array
    {
        return $this->call('POST', '/api/v1/updates/check', [
            'product' => $this->product, 'version' => $version, 'license_key' => $key, 'domain' => $domain,
        ]);
    }

    /** Whether a downloaded file is the one that the operator signed: its SHA-256, and Ed25519 over its SHA-384. */
    public function verifyFile(string $path, array $update): bool
    {
        foreach ($this->call('GET', '/api/v1/updates/keys')['keys'] as $key) {
            if ($key['keyid'] === $update['signature_keyid']) {
                return hash_equals($update['checksum'], 'sha256:' . hash_file('sha256', $path))
                    && sodium_crypto_sign_verify_detached(
                        base64_decode($update['signature'], true),
                        hash_file('sha384', $path, true),
                        base64_decode($key['public_key'], true),
                    );
            }
        }
        return false;
    }

    private function call(string $method, string $path, ?array $body = null): array
    {
        [$status, $text] = ($this->http)($method, $this->server . $path, $body);
        $answer = json_decode($text, true);
        if ($status !== 200 || !is_array($answer)) {
            // Of a field at fault `detail` is a list.
            $detail = $answer['detail'] ?? null;
            throw new \RuntimeException(is_string($detail) ? $detail : "The server answered $status", $status);
        }
        return $answer;
    }

    private static function decode(string $text): string
    {
        return sodium_base642bin($text, SODIUM_BASE64_VARIANT_URLSAFE_NO_PADDING);
    }
}
