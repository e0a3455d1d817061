"""Loading packs. Other floors need two names: register_section in AppConfig.ready, and Section."""
