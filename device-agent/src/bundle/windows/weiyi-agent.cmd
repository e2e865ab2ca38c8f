@echo off
rem The agent's commands: weiyi-agent enrol, status and the others. Enrolment needs an administrator's prompt.
setlocal
if "%WEIYI_AGENT_HOME%"=="" set "WEIYI_AGENT_HOME=%ProgramData%\weiyi-agent"
"%~dp0runtime\bin\java.exe" "@%~dp0jvm.options" "-XX:SharedArchiveFile=%~dp0agent.jsa" -jar "%~dp0weiyi-agent.jar" %*
exit /b %ERRORLEVEL%
