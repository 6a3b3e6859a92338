/* Annotation queues. */
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>

static const struct story stories[] = {
    { "D12 a queue is always new, whatever its name",
      { { "POST /annotation-queues", QUEUE("'name':'q','project_id':'{P}'"), 201, "A=/data/id" },
        { "GET /annotation-queues", NULL, 200, "/data/0/id '{A}'; /data/2/id '{Q}'; /data/3 -; /meta -" },
        { "PATCH /annotation-queues/{A}", QUEUE("'name':'r'"), 200, "/data/attributes/name 'r'" } } },
    { "D14 a project that nothing has",
      { { "POST /annotation-queues", QUEUE("'name':'q','project_id':'{X}'"), 400,
          AT_POINTER("/data/attributes/project_id") },
        { "POST /annotation-queues", QUEUE("'name':'q','project_id':''"), 400,
          AT_POINTER("/data/attributes/project_id") },
        { "POST /annotation-queues", QUEUE("'name':'q','project_id':null"), 400,
          AT_POINTER("/data/attributes/project_id") },
        { "POST /annotation-queues", QUEUE("'name':'q'"), 400, AT_POINTER("/data/attributes/project_id") } } },
    { "D4 the newest comes first", { { "GET /annotation-queues", NULL, 200, "/data/0/id '{R}'; /data/1/id '{Q}'" } } },
    { "D5 projectId",
      { { "GET /annotation-queues?projectId={P}", NULL, 200, "/data/0/id '{Q}'; /data/1 -" },
        { "GET /annotation-queues?projectId={X}", NULL, 200, "/data []" },
        { "GET /annotation-queues?projectId=", NULL, 200, "/data/1 *" },
        { "GET /annotation-queues?projectId={P}&projectId={O}", NULL, 400, AT_PARAMETER("projectId") },
        { "GET /annotation-queues?project_id={P}", NULL, 200, "/data/1 *" } } },
    { "D7 queueIds",
      { { "GET /annotation-queues?queueIds={Q}", NULL, 200, "/data/0/id '{Q}'; /data/1 -" },
        { "GET /annotation-queues?queueIds={Q},{X},{R},{Q}", NULL, 200,
          "/data/0/id '{R}'; /data/1/id '{Q}'; /data/2 -" },
        { "GET /annotation-queues?queueIds={Q}&queueIds={R}", NULL, 200, "/data/1/id '{Q}'; /data/2 -" },
        { "GET /annotation-queues?queueIds={Q}%2C{R}", NULL, 200, "/data/1/id '{Q}'" },
        { "GET /annotation-queues?queueIds={X}", NULL, 200, "/data []" },
        { "GET /annotation-queues?queueIds=", NULL, 200, "/data/1 *" },
        { "GET /annotation-queues?queueIds={Q}&projectId={P}", NULL, 400, AT_PARAMETER("queueIds") },
        { "GET /annotation-queues?queueIds={Q}&projectId=", NULL, 200, "/data/0/id '{Q}'" } } },
    { "D15 an update of nothing changes nothing",
      { { "GET /annotation-queues?queueIds={Q}", NULL, 200, "M=/data/0/attributes/modified_at" },
        { "PATCH /annotation-queues/{Q}", QUEUE(""), 200,
          "/data/attributes/modified_at '{M}'; /data/attributes/name 'q'; /data/attributes/description 'why'" },
        { "PATCH /annotation-queues/{Q}", QUEUE("'description':'why'"), 200, "/data/attributes/modified_at '{M}'" } } },
    { "section 6: an update is partial, and only name and description change",
      { { "PATCH /annotation-queues/{Q}", QUEUE("'name':'new','project_id':'{O}','owned_by':'me','created_at':'then'"),
          200, "/data/attributes/name 'new'; /data/attributes/description 'why'; /data/attributes/project_id '{P}'" },
        { "PATCH /annotation-queues/{Q}", QUEUE("'description':'because'"), 200,
          "/data/attributes/name 'new'; /data/attributes/description 'because'" } } },
    { "D31 the owner is the creator, one fixed id",
      { { "GET /annotation-queues", NULL, 200, "W=/data/0/attributes/owned_by" },
        { "POST /annotation-queues", QUEUE("'name':'x','project_id':'{P}','created_by':'me','owned_by':'me'"), 201,
          "/data/attributes/created_by '{W}'; /data/attributes/modified_by '{W}'; /data/attributes/owned_by "
          "'{W}'" } } },
    { "section 11 of the extensions: who may annotate is kept as sent",
      { { "GET /annotation-queues?queueIds={Q}", NULL, 200,
          "/data/0/attributes/can_manage_access true; /data/0/attributes/restrict_to_reviewers false; "
          "/data/0/attributes/restrict_to_assignees false; /data/0/attributes/reviewer_emails []" },
        { "POST /annotation-queues",
          QUEUE("'name':'q','project_id':'{P}','restrict_to_reviewers':true,'reviewer_emails':['a@b.example'],"
                "'restrict_to_assignees':true,'can_manage_access':false"),
          201,
          "/data/attributes/restrict_to_reviewers true; /data/attributes/reviewer_emails ['a@b.example']; "
          "/data/attributes/restrict_to_assignees true; /data/attributes/can_manage_access true; A=/data/id" },
        { "PATCH /annotation-queues/{A}", QUEUE("'reviewer_emails':[],'restrict_to_reviewers':null"), 200,
          "/data/attributes/restrict_to_reviewers false; /data/attributes/reviewer_emails []; "
          "/data/attributes/restrict_to_assignees true" },
        { "PATCH /annotation-queues/{A}", QUEUE("'restrict_to_reviewers':'yes'"), 400,
          AT_POINTER("/data/attributes/restrict_to_reviewers") },
        { "PATCH /annotation-queues/{A}", QUEUE("'reviewer_emails':['a',7]"), 400,
          AT_POINTER("/data/attributes/reviewer_emails/1") } } },
    { "D27 a queue takes its interactions along",
      { { "DELETE /annotation-queues/{Q}", NULL, 204, NULL },
        { "GET /annotation-queues/{Q}/annotated-interactions", NULL, 404, "/errors/0/meta/code 'unknown_resource'" },
        { "DELETE /annotation-queues/{Q}", NULL, 404, "/errors/0/meta/code 'unknown_resource'" },
        { "GET /annotation-queues", NULL, 200, "/data/0/id '{R}'; /data/1 -" } } },
    { "D17 a body that a delete does not want", { { "DELETE /annotation-queues/{Q}", "no JSON at all", 204, NULL } } },
    { "D10 an id that nothing has",
      { { "PATCH /annotation-queues/{X}", QUEUE("'name':'n'"), 404, "/errors/0/meta/code 'unknown_resource'" },
        { "DELETE /annotation-queues/{X}", NULL, 404, "/errors/0/meta/code 'unknown_resource'" },
        { "PATCH /annotation-queues/{P}", QUEUE(""), 404, "/errors/0/meta/code 'unknown_resource'" } } },
};

START_TEST(queues_keep_the_contract)
{
    world_open_filled();
    story_run(&stories[_i]);
    world_close();
}
END_TEST

Suite *queues_suite(void)
{
    TCase *const cases = tcase_create("queues");
    tcase_add_loop_test(cases, queues_keep_the_contract, 0, ARRAY_LENGTH(stories));
    Suite *const suite = suite_create("contract: queues");
    suite_add_tcase(suite, cases);
    return suite;
}
