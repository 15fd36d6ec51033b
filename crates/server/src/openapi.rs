//! The OpenAPI 3.1 document.

use std::sync::LazyLock;

use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, SecurityRequirement};

/// The document of every route, the same whatever the configuration.
pub fn document() -> OpenApi {
    let mut document = crate::v1::routes().into_openapi();
    crate::docs::examples::describe(&mut document);
    document
}

/// The document as it is served; written once, when somebody first asks.
pub(crate) fn served() -> &'static str {
    static SERVED: LazyLock<String> = LazyLock::new(|| document().to_json().unwrap_or_default());
    &SERVED
}

/// What is said once for all routes.
pub(crate) fn head() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Keyward")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("A self-hosted authority for API keys: issue, check, revoke."))
        .license(Some(LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
        .build();
    let key = SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("X-API-Key")));
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    let session = SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("X-Session-Token")));
    let components = utoipa::openapi::ComponentsBuilder::new()
        .security_scheme("api_key", key)
        .security_scheme("bearer", bearer)
        .security_scheme("session_token", session)
        .build();
    let none: [&str; 0] = [];
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components))
        .security(Some([SecurityRequirement::new("api_key", none), SecurityRequirement::new("bearer", none)]))
        .build()
}
