from django.urls import path

from documents.views import files, letters, papers, verify

app_name = "documents"
urlpatterns = [
    path("verify", verify.verify, name="verify"),
    path("verify/<str:code>", verify.verify_code, name="verify_code"),
    path("files/<int:file_id>", files.file, name="file"),
    path("documents", papers.issued, name="issued"),
    path("documents/<int:document_id>", papers.document, name="document"),
    path("documents/<int:document_id>/pdf", papers.pdf, name="pdf"),
    path("documents/<int:document_id>/revoke", papers.revoke, name="revoke"),
    path("documents/numbering", papers.numbering, name="numbering"),
    path("documents/drafts", letters.drafts, name="drafts"),
    path("documents/drafts/new", letters.new_letter, name="new_letter"),
    path("documents/drafts/<int:draft_id>", letters.draft, name="draft"),
    path("documents/drafts/<int:draft_id>/edit", letters.edit_draft, name="edit_draft"),
    path("documents/drafts/<int:draft_id>/preview", letters.preview, name="preview"),
    path("documents/drafts/<int:draft_id>/submit", letters.submit_draft, name="submit_draft"),
    path("documents/drafts/<int:draft_id>/issue", letters.issue_draft, name="issue_draft"),
    path("documents/drafts/<int:draft_id>/return", letters.return_draft, name="return_draft"),
    path("documents/drafts/<int:draft_id>/discard", letters.discard_draft, name="discard_draft"),
    path("documents/files", files.files, name="files"),
    path("documents/files/upload", files.upload, name="upload"),
]
