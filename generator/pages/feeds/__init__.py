"""The newest editions for feed readers, and the sitemap for search engines. Pure: records in, bytes out."""
