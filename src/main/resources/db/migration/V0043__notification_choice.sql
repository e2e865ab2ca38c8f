-- Each person chooses where notices go besides the app.

ALTER TABLE outbox DROP CONSTRAINT outbox_channel_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_channel_known CHECK (channel IN ('SMS','MAIL','APP','ROBOT'));

CREATE TABLE notice_choice (
    person_id    bigint PRIMARY KEY REFERENCES person,
    sms          boolean NOT NULL,
    robot        text CHECK (robot IN ('WECOM','DINGTALK')),
    robot_url    text,
    robot_secret text NOT NULL DEFAULT '',
    changed_at   timestamptz NOT NULL,
    CONSTRAINT notice_choice_robot CHECK ((robot IS NULL) = (robot_url IS NULL))
);
COMMENT ON TABLE notice_choice IS 'Where notices of a person go besides the app: by text, and to a group robot of WeCom or DingTalk.';
COMMENT ON COLUMN notice_choice.robot_secret IS 'What DingTalk messages are signed with; the address of a robot is a secret too.';
GRANT UPDATE ON notice_choice TO ${app_role};
