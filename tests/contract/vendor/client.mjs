// Operations of the reference and beyond it, performed by the vendor's own client on our server, its answers read as the
// client's own types. Prints TAP. Arguments: the program, and the directory where the client is.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";

const [program, modules] = process.argv.slice(2);
const require = createRequire(join(modules, "package.json"));
const { client, v2 } = require("@datadog/datadog-api-client");

const keys = { DD_API_KEY: "vendor-api-key", DD_APP_KEY: "vendor-application-key" };

async function startServer(directory) {
  const environment = { PATH: process.env.PATH, HOME: directory, ANNOTTY_CONFIG: "/dev/null", LC_ALL: "C.UTF-8", ...keys };
  const server = spawn(program, ["serve", "--listen", "127.0.0.1:0", "--data", directory], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => server.on("exit", resolve));
  const url = await new Promise((resolve, reject) => {
    let text = "";
    server.stdout.on("data", (bytes) => {
      text += bytes;
      const found = /listening on (\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    ended.then((status) => reject(new Error(`the server ended with ${status}`)));
  });
  return { url, ended, stop: () => server.kill("SIGTERM") };
}

function connect(url) {
  const configuration = client.createConfiguration({
    baseServer: new client.ServerConfiguration(url, {}),
    enableRetry: false,
    authMethods: { apiKeyAuth: keys.DD_API_KEY, appKeyAuth: keys.DD_APP_KEY },
  });
  for (const operation of Object.keys(configuration.unstableOperations))
    configuration.unstableOperations[operation] = true;
  return { api: new v2.AgentObservabilityApi(configuration), users: new v2.UsersApi(configuration) };
}

// The client does not throw at what it can't read: it marks it.
function assertParsed(value, place = "answer") {
  if (value === null || typeof value !== "object" || value instanceof Date) return;
  assert.notEqual(value.constructor.name, "UnparsedObject", `${place} is not of the client's type`);
  assert.ok(!value._unparsed, `${place} has something that the client can't read`);
  for (const [name, member] of Object.entries(value)) assertParsed(member, `${place}.${name}`);
}

const known = {}; // ids found on the way

const document = (type, attributes) => ({ data: { type, attributes } });
const bodyOf = (type, attributes) => ({ body: document(type, attributes) });
const ofDataset = (attributes) => ({
  projectId: known.project, datasetId: known.dataset,
  body: { data: { id: known.dataset, type: "datasets", attributes } },
});

// An operation each: what is sent, the type that comes back (null: nothing), and what must be in it.
const steps = [
  ["createLLMObsProject", () => bodyOf("projects", { name: "vendor", description: "by its client" }),
    v2.LLMObsProjectResponse, ({ data }) => {
      assert.equal(data.attributes.description, "by its client");
      assert.ok(data.attributes.createdAt instanceof Date);
      known.project = data.id;
    }],
  ["listLLMObsProjects", () => ({ filterName: "vendor", pageLimit: 1 }), v2.LLMObsProjectsResponse,
    ({ data }) => assert.equal(data[0].id, known.project)],
  ["updateLLMObsProject", () => ({ projectId: known.project, ...bodyOf("projects", { description: "changed" }) }),
    v2.LLMObsProjectResponse, ({ data }) => assert.equal(data.attributes.description, "changed")],

  ["createLLMObsDataset",
    () => ({ projectId: known.project, ...bodyOf("datasets", { name: "set", metadata: { a: { b: 1 } } }) }),
    v2.LLMObsDatasetResponse, ({ data }) => {
      assert.equal(data.attributes.currentVersion, 0);
      assert.deepEqual(data.attributes.metadata, { a: { b: 1 } });
      known.dataset = data.id;
    }],
  ["listLLMObsDatasets", () => ({ projectId: known.project, filterName: "set" }), v2.LLMObsDatasetsResponse,
    ({ data }) => assert.equal(data[0].id, known.dataset)],
  ["updateLLMObsDataset",
    () => ({ projectId: known.project, datasetId: known.dataset, ...bodyOf("datasets", { name: "set 2" }) }),
    v2.LLMObsDatasetResponse, ({ data }) => assert.equal(data.attributes.name, "set 2")],

  ["createLLMObsDatasetRecords",
    () => ({
      projectId: known.project, datasetId: known.dataset,
      ...bodyOf("records", {
        deduplicate: true,
        records: [{ input: { q: "2+2" }, expectedOutput: { a: "4" }, metadata: { n: 1 } }, { input: { q: "2+3" } }],
      }),
    }),
    v2.LLMObsDatasetRecordsMutationResponse, ({ data }) => {
      assert.equal(data[0].records.length, 2);
      assert.deepEqual(data[0].records[0].input, { q: "2+2" });
      assert.equal(data[0].records[1].expectedOutput, null);
      known.record = data[0].records[0].id;
    }],
  ["updateLLMObsDatasetRecords",
    () => ({
      projectId: known.project, datasetId: known.dataset,
      ...bodyOf("records", { records: [{ id: known.record, expectedOutput: { a: "four" } }] }),
    }),
    v2.LLMObsDatasetRecordsMutationResponse,
    ({ data }) => assert.deepEqual(data[0].records[0].expectedOutput, { a: "four" })],
  ["listLLMObsDatasetRecords",
    () => ({ projectId: known.project, datasetId: known.dataset, filterVersion: 1, pageLimit: 10 }),
    v2.LLMObsDatasetRecordsListResponse, ({ data }) => {
      assert.equal(data.length, 2);
      assert.deepEqual(data[1].expectedOutput, { a: "4" });
    }],

  ["createLLMObsExperiment",
    () => bodyOf("experiments", {
      name: "run", projectId: known.project, datasetId: known.dataset, config: { t: 0.5 }, ensureUnique: true,
    }),
    v2.LLMObsExperimentResponse, ({ data }) => {
      assert.equal(data.attributes.datasetVersion, 2);
      assert.deepEqual(data.attributes.config, { t: 0.5 });
      known.experiment = data.id;
    }],
  ["listLLMObsExperiments", () => ({ filterProjectId: known.project, filterId: known.experiment }),
    v2.LLMObsExperimentsResponse, ({ data }) => assert.equal(data[0].attributes.name, "run")],
  ["updateLLMObsExperiment",
    () => ({ experimentId: known.experiment, ...bodyOf("experiments", { description: "tried" }) }),
    v2.LLMObsExperimentResponse, ({ data }) => assert.equal(data.attributes.description, "tried")],
  ["createLLMObsExperimentEvents",
    () => ({
      experimentId: known.experiment,
      ...bodyOf("events", {
        spans: [{
          spanId: "s1", traceId: "t1", projectId: known.project, datasetId: known.dataset, name: "answer",
          startNs: 1705314600000000, duration: 1500, status: "ok", tags: ["env:test"],
          meta: { input: { q: "2+2" }, output: { a: "4" }, expectedOutput: { a: "4" } },
        }, {
          spanId: "s2", traceId: "t-1", projectId: known.project, datasetId: known.dataset, name: "other",
          startNs: 1705314600000001, duration: 10, status: "error", meta: { error: { message: "No route" } },
        }],
        metrics: [
          { spanId: "s1", label: "exact", metricType: "boolean", booleanValue: true, timestampMs: 1705314600000 },
          { spanId: "", label: "mean", metricType: "score", scoreValue: 0.75, timestampMs: 1705314600001 },
        ],
      }),
    }),
    null],
  ["listLLMObsExperimentEvents", () => ({ experimentId: known.experiment, pageLimit: 100 }),
    v2.LLMObsExperimentEventsV2Response, ({ data }) => {
      const [span] = data.attributes.spans;
      assert.deepEqual(span.meta.input, { q: "2+2" });
      assert.equal(span.evalMetrics[0].booleanValue, true);
      assert.equal(data.attributes.summaryMetrics[0].scoreValue, 0.75);
    }],

  ["listLLMObsSpans", () => ({ filterFrom: "now-100y", filterTraceId: "t1", pageLimit: 10, includeAttachments: true }),
    v2.LLMObsSpansResponse, ({ data, meta }) => {
      assert.deepEqual(data.map(({ attributes }) => attributes.spanId), ["s1"]);
      assert.equal(data[0].attributes.input.value, '{"q":"2+2"}');
      assert.equal(data[0].attributes.evaluation.exact.value, true);
      assert.equal(meta.status, "done");
    }],
  ["listLLMObsSpans", () => ({ filterFrom: "now-100y", filterQuery: "-status:ok name:oth*", sort: "timestamp" }),
    v2.LLMObsSpansResponse, ({ data }) => assert.deepEqual(data.map(({ attributes }) => attributes.spanId), ["s2"])],
  ["searchLLMObsSpans",
    () => bodyOf("spans", { filter: { from: "now-100y", tags: { env: "test" } }, page: { limit: 1 }, sort: "-timestamp" }),
    v2.LLMObsSpansResponse, ({ data }) => assert.deepEqual(data.map(({ attributes }) => attributes.traceId), ["t1"])],
  ["searchLLMObsSpans", () => bodyOf("spans", { filter: { from: "now-100y", to: "2000-01-01" }, page: { limit: 1 } }),
    v2.LLMObsSpansResponse, ({ data, meta }) => {
      assert.deepEqual(data.map(({ attributes }) => attributes.spanId), ["s2"]);
      known.after = meta.page.after;
    }],
  ["searchLLMObsSpans",
    () => bodyOf("spans", { filter: { from: "now-100y", to: "2000-01-01" }, page: { limit: 1, cursor: known.after } }),
    v2.LLMObsSpansResponse, ({ data, meta }) => {
      assert.deepEqual(data.map(({ attributes }) => attributes.spanId), ["s1"]);
      assert.equal(meta.page.after, undefined);
    }],

  ["createLLMObsAnnotationQueue", () => bodyOf("queues", { name: "to review", projectId: known.project }),
    v2.LLMObsAnnotationQueueResponse, ({ data }) => {
      assert.equal(data.attributes.canManageAccess, true);
      assert.equal(data.attributes.restrictToReviewers, false);
      known.queue = data.id;
      known.user = data.attributes.createdBy;
    }],
  ["listLLMObsAnnotationQueues", () => ({ queueIds: [known.queue, "another one"] }), v2.LLMObsAnnotationQueuesResponse,
    ({ data }) => assert.deepEqual(data.map((queue) => queue.id), [known.queue])],
  ["updateLLMObsAnnotationQueue",
    () => ({ queueId: known.queue, ...bodyOf("queues", { description: "why", reviewerEmails: ["a@b.example"] }) }),
    v2.LLMObsAnnotationQueueResponse, ({ data }) => {
      assert.equal(data.attributes.description, "why");
      assert.deepEqual(data.attributes.reviewerEmails, ["a@b.example"]);
    }],
  ["createLLMObsAnnotationQueueInteractions",
    () => ({
      queueId: known.queue,
      ...bodyOf("interactions", {
        interactions: [{ type: "trace", contentId: "t-1" }, { type: "experiment_trace", contentId: "t-2" }],
      }),
    }),
    v2.LLMObsAnnotationQueueInteractionsResponse, ({ data }) => {
      const [first, second] = data.attributes.interactions;
      assert.equal(first.alreadyExisted, false);
      assert.equal(second.contentId, "t-2");
      known.interaction = first.id;
    }],
  ["getLLMObsAnnotatedInteractions", () => ({ queueId: known.queue }), v2.LLMObsAnnotatedInteractionsResponse,
    ({ data }) => {
      const [first, second] = data.attributes.annotatedInteractions;
      assert.equal(first.canAnnotate, true);
      assert.equal(second.contentId, "t-2");
      assert.deepEqual(first.annotations, []);
    }],
  ["updateLLMObsAnnotationQueueLabelSchema",
    () => ({
      queueId: known.queue,
      ...bodyOf("queues", {
        annotationSchema: {
          labelSchemas: [
            { id: "l1", name: "helpfulness", type: "score", min: 1, max: 5, isInteger: true, hasReasoning: true },
            { name: "failure_type", type: "categorical", values: ["none", "refusal"], hasAssessment: true },
            { name: "safe", type: "boolean", isRequired: true }, { name: "note", type: "text", description: "why" },
          ],
        },
      }),
    }),
    v2.LLMObsAnnotationQueueLabelSchemaResponse, ({ data }) => {
      assert.equal(data.id, known.queue);
      assert.equal(data.attributes.annotationSchema.labelSchemas[0].id, "l1");
    }],
  ["getLLMObsAnnotationQueueLabelSchema", () => ({ queueId: known.queue }), v2.LLMObsAnnotationQueueLabelSchemaResponse,
    ({ data }) => {
      const labels = data.attributes.annotationSchema.labelSchemas;
      assert.deepEqual(labels.map(({ name }) => name), ["helpfulness", "failure_type", "safe", "note"]);
      assert.deepEqual([labels[0].min, labels[0].max, labels[0].isInteger], [1, 5, true]);
      assert.deepEqual(labels[1].values, ["none", "refusal"]);
      known.labels = labels.map(({ id }) => id);
    }],
  ["upsertLLMObsAnnotations",
    () => ({
      queueId: known.queue,
      ...bodyOf("annotations", {
        annotations: [
          { interactionId: "nope", labelValues: [{ labelSchemaId: known.labels[2], value: true }] },
          {
            interactionId: known.interaction,
            labelValues: [
              { labelSchemaId: known.labels[2], value: true },
              { labelSchemaId: known.labels[0], value: 4, reasoning: "Right answer, wordy" },
              { labelSchemaId: known.labels[1], value: "none", assessment: "pass" },
              { labelSchemaId: known.labels[3], value: "a note" },
            ],
          },
        ],
      }),
    }),
    v2.LLMObsAnnotationsResponse, ({ data }) => {
      const { annotations, errors } = data.attributes;
      assert.deepEqual(annotations.map(({ interactionId }) => interactionId), [known.interaction]);
      const [safe, helpfulness, failure] = annotations[0].labelValues;
      assert.deepEqual([safe.value, safe.type, safe.nameWhenSaved], [true, "boolean", "safe"]);
      assert.deepEqual([helpfulness.value, helpfulness.reasoning], [4, "Right answer, wordy"]);
      assert.deepEqual([failure.value, failure.assessment], ["none", "pass"]);
      assert.deepEqual(errors.map(({ interactionId }) => interactionId), ["nope"]);
      assert.match(errors[0].error, /not found/);
      known.annotation = annotations[0].id;
    }],
  ["getLLMObsAnnotatedInteractionsByTraceIDs", () => ({ contentIds: ["t-1", "t-2"], offset: 0, limit: 10 }),
    v2.LLMObsAnnotatedInteractionsByTraceResponse, ({ data }) => {
      assert.equal(data.attributes.totalCount, 2);
      const [first] = data.attributes.annotatedInteractions;
      assert.deepEqual([first.queueId, first.queueName, first.canAnnotate], [known.queue, "to review", true]);
      assert.equal(first.annotations[0].labelValues.safe, true);
    }],
  ["getLLMObsAnnotatedInteraction", () => ({ queueId: known.queue, interactionId: known.interaction, limit: 5 }),
    v2.LLMObsAnnotatedInteractionResponse, ({ data }) => {
      assert.equal(data.attributes.annotatedInteraction.id, known.interaction);
      assert.equal(data.attributes.interactionType, "trace");
      assert.deepEqual(data.attributes.events.map(({ type, attributes }) => [type, attributes.span_id]), [["span", "s2"]]);
      assert.equal(data.attributes.events[0].attributes.error.message, "No route");
    }],
  ["deleteLLMObsAnnotations",
    () => ({ queueId: known.queue, ...bodyOf("annotations", { annotationIds: ["a8", known.annotation] }) }),
    v2.LLMObsDeleteAnnotationsResponse, ({ data }) => {
      assert.deepEqual(data.attributes.annotationIds, [known.annotation]);
      assert.deepEqual(data.attributes.errors.map(({ annotationId }) => annotationId), ["a8"]);
    }],
  ["createLLMObsAnnotationQueueInteractions",
    () => ({
      queueId: known.queue,
      ...bodyOf("interactions", {
        interactions: [
          { type: "session", contentId: "sess-42" },
          {
            type: "display_block",
            displayBlock: [
              { type: "header", content: "Ticket 1311", level: "lg" },
              { type: "llmobs_trace", traceId: "t-1", interactionType: "trace" },
            ],
          },
        ],
      }),
    }),
    v2.LLMObsAnnotationQueueInteractionsResponse, ({ data }) => {
      const [session, blocks] = data.attributes.interactions;
      assert.equal(session.contentId, "sess-42");
      assert.equal(blocks.displayBlock[1].traceId, "t-1");
      assert.equal(blocks.alreadyExisted, false);
      known.blocks = blocks.contentId;
    }],
  ["getLLMObsAnnotatedInteractionsByTraceIDs", () => ({ contentIds: [known.blocks] }),
    v2.LLMObsAnnotatedInteractionsByTraceResponse, ({ data }) => {
      const [blocks] = data.attributes.annotatedInteractions;
      assert.equal(blocks.type, "display_block");
      assert.equal(blocks.displayBlock[0].level, "lg");
    }],
  ["deleteLLMObsAnnotationQueueInteractions",
    () => ({ queueId: known.queue, ...bodyOf("interactions", { interactionIds: [known.interaction] }) }), null],
  ["deleteLLMObsAnnotationQueue", () => ({ queueId: known.queue }), null],

  ["batchUpdateLLMObsDataset",
    () => ofDataset({
      insertRecords: [{ input: { q: "2+4" }, expectedOutput: { a: "6" } }],
      updateRecords: [{ id: known.record, metadata: { checked: true }, expectedOutput: { a: "IV" } }],
      deleteRecords: ["nope"], createNewVersion: true,
    }),
    v2.LLMObsDatasetRecordsMutationResponse, ({ data }) => {
      const [inserted, changed] = data[0].records;
      assert.deepEqual(inserted.input, { q: "2+4" });
      assert.equal(changed.id, known.record);
      assert.deepEqual(changed.metadata, { checked: true });
    }],
  ["listLLMObsDatasetVersions", () => ({ projectId: known.project, datasetId: known.dataset }),
    v2.LLMObsDatasetVersionsResponse, ({ data }) => {
      assert.deepEqual(data.map(({ attributes }) => attributes.versionNumber), [3, 2, 1, 0]);
      assert.equal(data[0].attributes.lastUsed, null);
      assert.ok(data[1].attributes.lastUsed instanceof Date); // an experiment ran on it
    }],
  ["cloneLLMObsDataset", () => ofDataset({ name: "copy", description: "of set 2" }),
    v2.LLMObsDatasetResponse, ({ data }) => {
      assert.equal(data.attributes.name, "copy");
      assert.equal(data.attributes.currentVersion, 1);
      known.copy = data.id;
    }],
  ["listLLMObsDatasetRecords", () => ({ projectId: known.project, datasetId: known.copy }),
    v2.LLMObsDatasetRecordsListResponse, ({ data }) => assert.equal(data.length, 3)],
  ["exportLLMObsDataset", () => ({ projectId: known.project, datasetId: known.dataset, format: "csv" }), String,
    (text) => assert.match(text, /^id,input,expected_output,metadata,/)],
  ["restoreLLMObsDatasetVersion", () => ofDataset({ datasetVersion: 1 }), null],
  ["listLLMObsDatasetRecords", () => ({ projectId: known.project, datasetId: known.dataset }),
    v2.LLMObsDatasetRecordsListResponse, ({ data }) => {
      assert.equal(data.length, 2);
      assert.deepEqual(data[1].expectedOutput, { a: "4" });
    }],

  ["deleteLLMObsExperiments", () => bodyOf("experiments", { experimentIds: [known.experiment] }), null],
  ["deleteLLMObsDatasetRecords",
    () => ({
      projectId: known.project, datasetId: known.dataset, ...bodyOf("records", { recordIds: [known.record] }),
    }), null],
  ["deleteLLMObsDatasets", () => ({ projectId: known.project, ...bodyOf("datasets", { datasetIds: [known.dataset] }) }),
    null],
  ["deleteLLMObsProjects", () => bodyOf("projects", { projectIds: [known.project] }), null],
  ["getUser", () => ({ userId: known.user }), v2.UserResponse,
    ({ data }) => assert.equal(data.id, known.user)],
];

async function perform({ api, users }, [operation, request, type, check]) {
  const answer = await (operation in api ? api : users)[operation](request());
  if (type === null) {
    assert.equal(answer, undefined);
    return;
  }
  if (type === String) {
    assert.equal(typeof answer, "string");
    check(answer);
    return;
  }
  assert.ok(answer instanceof type, `the answer is no ${type.name}`);
  assertParsed(answer);
  check(answer);
}

// A refusal reaches the caller as the client's own error, with what the server said.
async function refusal({ api }) {
  await assert.rejects(api.deleteLLMObsAnnotationQueue({ queueId: "nothing" }), (error) => {
    assert.equal(error.code, 404);
    assert.match(error.body.errors[0].detail, /no queue/);
    return true;
  });
}

async function run() {
  const directory = mkdtempSync(join(process.env.TMPDIR || tmpdir(), "annotty-vendor-"));
  const server = await startServer(directory);
  const apis = connect(server.url);
  const tests = [...steps.map((step) => [step[0], () => perform(apis, step)]), ["a refusal", () => refusal(apis)]];
  console.log(`1..${tests.length}`);
  for (const [number, [name, test]] of tests.entries()) {
    try {
      await test();
      console.log(`ok ${number + 1} - ${name}`);
    } catch (error) {
      console.log(`not ok ${number + 1} - ${name}`);
      console.log(`# ${String(error.stack ?? error).replaceAll("\n", "\n# ")}`);
    }
  }
  server.stop();
  assert.equal(await server.ended, 0);
  rmSync(directory, { recursive: true });
}

run().catch((error) => {
  console.log(`Bail out! ${error}`);
  process.exitCode = 1;
});
