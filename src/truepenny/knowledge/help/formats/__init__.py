"""Articles from elsewhere and to elsewhere: folders of Markdown, exports of Zendesk and Zammad. Readers give Bundles, nothing more."""
